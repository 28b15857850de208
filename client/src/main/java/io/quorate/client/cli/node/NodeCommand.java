package io.quorate.client.cli.node;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands on nodes. */
@Command(
        name = "node",
        description = "Lists nodes, and takes leaderships away from them.",
        mixinStandardHelpOptions = true,
        subcommands = {NodeListCommand.class, DrainCommand.class})
public final class NodeCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list or drain");
    }
}
