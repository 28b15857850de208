package io.quorate.client.cli.keyspace;

import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceClient;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes a keyspace. */
@Command(
        name = "alter",
        description = "Changes where a keyspace's leader belongs, and its goals. What is not said stays.",
        mixinStandardHelpOptions = true)
final class AlterCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private KeyspaceTarget target = new KeyspaceTarget();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Option(
            names = "--home",
            paramLabel = "PLACE",
            description = "City, zone or node where its leader belongs; '' for anywhere.")
    private @Nullable String home;

    @Mixin
    private GoalOptions goals = new GoalOptions();

    @Override
    public Integer call() {
        String place = home;
        if (place == null && !goals.areGiven()) {
            throw new ParameterException(spec.commandLine(), "nothing to change: say a --home or a goal");
        }
        try (QuorateClient client = target.connect()) {
            KeyspaceClient keyspaces = client.keyspaces();
            Keyspace altered =
                    place == null ? present(keyspaces) : Answers.await(keyspaces.changeHome(target.name(), place));
            if (goals.areGiven()) {
                altered = Answers.await(keyspaces.changeGoals(target.name(), goals.over(altered.goals())));
            }
            output.print(altered);
        }
        return ExitCode.DONE.number();
    }

    private Keyspace present(KeyspaceClient keyspaces) {
        return Answers.await(keyspaces.list()).keyspaces().stream()
                .filter(keyspace -> keyspace.name().equals(target.name()))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED, "quorate: keyspace not found: " + target.name() + " (quorate keyspace list)"));
    }
}
