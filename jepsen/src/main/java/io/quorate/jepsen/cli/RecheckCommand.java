package io.quorate.jepsen.cli;

import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.run.Recheck;
import io.quorate.jepsen.run.RunResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checkers have bugs, too. */
@Command(
        name = "recheck",
        description = {
            "Judges the stored history of a run again, and writes its report anew.",
            "What only the living cluster could tell (replica hashes, exits of nodes) is not judged again."
        },
        mixinStandardHelpOptions = true)
public final class RecheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of the run, with history.bin and options.json.")
    @SuppressWarnings("NullAway.Init") // required
    private Path directory;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.isDirectory(directory)) {
            throw new CommandFailure(ExitCode.USAGE, directory + " is no directory; give that of one run");
        }
        try {
            RunResult result = Recheck.of(directory);
            result.complaints().forEach(out::println);
            out.println(result.verdict() + ": " + result.history().ops().size() + " operations; "
                    + directory.resolve("report.html"));
            out.flush();
            return (result.verdict() == Verdict.PASS ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "cannot read the run: " + e.getMessage(), e);
        }
    }
}
