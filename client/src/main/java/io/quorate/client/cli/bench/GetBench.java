package io.quorate.client.cli.bench;

import io.quorate.client.cli.OutputFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gets keys, one at a time. */
@Command(name = "get", description = "Gets keys, one at a time.", mixinStandardHelpOptions = true)
final class GetBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--consistency",
            paramLabel = "l|s",
            defaultValue = "l",
            description = "l: linearizable reads, s: serializable (local, possibly stale).")
    private ReadConsistency consistency = ReadConsistency.L;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the result.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(0);
        RequestTemplate read = Templates.range(shape.keySize(), consistency == ReadConsistency.S);
        Workload workload = new Workload("get", read, null, 1, shape);
        return BenchRun.run(spec, load.plan(workload), output);
    }
}
