package io.quorate.client.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this is. Asks no server; for the servers' versions there is {@code status}. */
@Command(
        name = "version",
        description = "Prints the version of this program. For the nodes' versions see status.",
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println("quorate " + Version.current());
        spec.commandLine().getOut().println("Java " + Runtime.version());
        return ExitCode.DONE.number();
    }
}
