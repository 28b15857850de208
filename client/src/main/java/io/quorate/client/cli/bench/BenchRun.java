package io.quorate.client.cli.bench;

import io.quorate.client.cli.ExitCode;
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
        switch (output) {
            case TABLE -> BenchReport.printText(result, out);
            case JSON -> BenchReport.printJson(result, out);
        }
        return (result.operations() == 0 ? ExitCode.UNAVAILABLE : ExitCode.DONE).number();
    }

    /** How to print. */
    enum OutputFormat {
        TABLE,
        JSON
    }
}
