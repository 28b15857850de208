package io.quorate.server;

import io.quorate.client.cli.ExitCode;
import io.quorate.server.config.ConfigException;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what a command for a running demo has to say, or why it could not be done. */
final class DemoOutput {
    /** What a command does; returns what it prints. */
    interface Work {
        String run() throws DemoClient.Failure, ConfigException;
    }

    private DemoOutput() {}

    /** The exit code. */
    static int of(CommandSpec spec, Work work) {
        try {
            PrintWriter out = spec.commandLine().getOut();
            out.println(work.run());
            out.flush();
            return ExitCode.DONE.number();
        } catch (DemoClient.Failure e) {
            tell(spec, String.valueOf(e.getMessage()));
            return e.exit().number();
        } catch (ConfigException e) {
            e.problems().forEach(problem -> tell(spec, problem.toString()));
            return ExitCode.USAGE.number();
        }
    }

    private static void tell(CommandSpec spec, String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + message);
        err.flush();
    }
}
