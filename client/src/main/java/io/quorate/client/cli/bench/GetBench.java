package io.quorate.client.cli.bench;

import io.quorate.client.cli.ReadLevelOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gets keys, one at a time. */
@Command(name = "get", description = "Gets keys, one at a time.", mixinStandardHelpOptions = true)
final class GetBench implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ReadLevelOptions level = new ReadLevelOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(0);
        Workload workload = new Workload("get", Templates.range(shape.keySize(), level.reading()), null, 1, shape);
        return report.run(load.plan(workload));
    }
}
