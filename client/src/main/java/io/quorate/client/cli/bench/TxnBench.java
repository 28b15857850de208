package io.quorate.client.cli.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts keys, each in a transaction of its own. */
@Command(name = "txn", description = "Puts keys, each in a transaction of its own.", mixinStandardHelpOptions = true)
final class TxnBench implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ValueOptions values = new ValueOptions();

    @Option(
            names = "--compare",
            paramLabel = "none|version|mod",
            defaultValue = "version",
            description = "What each transaction compares first; the comparison always holds.")
    private Templates.Comparison comparison = Templates.Comparison.VERSION;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(values.size());
        RequestTemplate write = Templates.txn(shape.keySize(), values.size(), comparison);
        Workload workload = new Workload("txn", null, write, 0, shape);
        return report.run(load.plan(workload));
    }
}
