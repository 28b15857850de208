package io.quorate.client.cli.keyspace;

import io.quorate.client.KeyspaceOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a keyspace. */
@Command(
        name = "create",
        description = {
            "Creates an empty keyspace, with the voters of the default one; prints it when it serves.",
            "What is not said is as for the default keyspace."
        },
        mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name = "";

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

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            KeyspaceOptions options = new KeyspaceOptions(pattern, home, !withoutLease);
            output.print(Answers.await(client.keyspaces().create(name, options)));
        }
        return ExitCode.DONE.number();
    }
}
