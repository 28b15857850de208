package io.quorate.client.cli.bench;

import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a workload and prints what it measured. */
final class BenchRun {
    private BenchRun() {}

    static int run(CommandSpec spec, LoadPlan plan, OutputFormat output) throws InterruptedException {
        LoadResult result;
        try (LoadGenerator generator = new LoadGenerator(plan)) {
            result = generator.run();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            BenchReport.printJson(result, out);
        } else {
            BenchReport.printText(result, out);
        }
        return (result.operations() == 0 ? ExitCode.UNAVAILABLE : ExitCode.DONE).number();
    }
}
