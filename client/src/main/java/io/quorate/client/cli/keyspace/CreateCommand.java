package io.quorate.client.cli.keyspace;

import io.quorate.client.KeyspaceGoals;
import io.quorate.client.KeyspaceOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates a keyspace. */
@Command(
        name = "create",
        description = {
            "Creates an empty keyspace, with the voters of the default one; prints it when it serves.",
            "What is not said is as for the default keyspace; goals are only those said."
        },
        mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {
    @Mixin
    private KeyspaceTarget target = new KeyspaceTarget();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Option(names = "--pattern", paramLabel = "WORD", description = "How it is spread, as in the topology file.")
    private @Nullable String pattern;

    @Option(
            names = "--home",
            paramLabel = "PLACE",
            description = "City, zone or node where its leader belongs; '' for anywhere.")
    private @Nullable String home;

    @Option(
            names = "--no-leader-lease",
            description = "Let every linearizable read pay a round of the group instead of resting on a lease.")
    private boolean withoutLease;

    @Mixin
    private GoalOptions goals = new GoalOptions();

    @Override
    public Integer call() {
        try (QuorateClient client = target.connect()) {
            KeyspaceOptions options = new KeyspaceOptions(pattern, home, !withoutLease, goals.over(KeyspaceGoals.NONE));
            output.print(Answers.await(client.keyspaces().create(target.name(), options)));
        }
        return ExitCode.DONE.number();
    }
}
