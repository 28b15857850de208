package io.quorate.client.cli.bench;

import io.quorate.client.cli.OutputFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts keys, each in a transaction of its own. */
@Command(name = "txn", description = "Puts keys, each in a transaction of its own.", mixinStandardHelpOptions = true)
final class TxnBench implements Callable<Integer> {
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
            names = "--compare",
            paramLabel = "none|version|mod",
            defaultValue = "version",
            description = "What each transaction compares first; the comparison always holds.")
    private Templates.Comparison comparison = Templates.Comparison.VERSION;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the result.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(valueSize);
        RequestTemplate write = Templates.txn(shape.keySize(), valueSize, comparison);
        Workload workload = new Workload("txn", null, write, 0, shape);
        return BenchRun.run(spec, load.plan(workload), output);
    }
}
