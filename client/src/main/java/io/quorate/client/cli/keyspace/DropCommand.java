package io.quorate.client.cli.keyspace;

import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Drops a keyspace. */
@Command(
        name = "drop",
        description = {
            "Drops a keyspace with all its data, on all nodes. There is no way back.",
            "Nodes that are away delete it when they come back."
        },
        mixinStandardHelpOptions = true)
final class DropCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private KeyspaceTarget target = new KeyspaceTarget();

    @Option(names = "--yes", description = "Drop it; without this nothing is done.")
    private boolean sure;

    @Override
    public Integer call() {
        if (!sure) {
            throw new ParameterException(
                    spec.commandLine(),
                    "nothing was done: keyspace '" + target.name()
                            + "' and all its data would be gone; say so with --yes");
        }
        try (QuorateClient client = target.connect()) {
            Answers.await(client.keyspaces().drop(target.name()));
            spec.commandLine().getOut().println("dropped keyspace " + target.name());
            spec.commandLine().getOut().flush();
        }
        return ExitCode.DONE.number();
    }
}
