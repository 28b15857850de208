package io.quorate.client.cli.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Puts keys. */
@Command(name = "put", description = "Puts keys.", mixinStandardHelpOptions = true)
final class PutBench implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ValueOptions values = new ValueOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(values.size());
        Workload workload = new Workload("put", null, Templates.put(shape.keySize(), values.size()), 0, shape);
        return report.run(load.plan(workload));
    }
}
