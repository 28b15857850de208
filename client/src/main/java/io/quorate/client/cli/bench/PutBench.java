package io.quorate.client.cli.bench;

import io.quorate.client.cli.OutputFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts keys. */
@Command(name = "put", description = "Puts keys.", mixinStandardHelpOptions = true)
final class PutBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--val-size", paramLabel = "BYTES", defaultValue = "256", description = "Size of a value.")
    private int valueSize;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the result.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(valueSize);
        Workload workload = new Workload("put", null, Templates.put(shape.keySize(), valueSize), 0, shape);
        return BenchRun.run(spec, load.plan(workload), output);
    }
}
