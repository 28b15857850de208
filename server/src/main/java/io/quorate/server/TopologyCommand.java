package io.quorate.server;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands on the topology that a cluster runs. */
@Command(
        name = "topology",
        description = "Shows the topology that a cluster runs, and changes its keyspaces to those of a file.",
        mixinStandardHelpOptions = true,
        subcommands = {TopologyShowCommand.class, TopologyApplyCommand.class})
public final class TopologyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: show or apply");
    }
}
