package io.quorate.client.cli.bench;

import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to print what was measured: the option of every workload, and the run that needs it. */
final class ReportOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the result.")
    private OutputFormat output = OutputFormat.TABLE;

    /** Runs a workload and prints what it measured. */
    int run(LoadPlan plan) throws InterruptedException {
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
