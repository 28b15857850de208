package io.quorate.jepsen.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A root without work of its own. */
@Command(
        name = "jepsen",
        description = "Breaks a cluster on purpose and judges what its clients saw.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, RecheckCommand.class, FaultsCommand.class, MutantsCommand.class})
public final class JepsenCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
