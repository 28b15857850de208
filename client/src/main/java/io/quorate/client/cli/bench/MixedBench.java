package io.quorate.client.cli.bench;

import io.quorate.client.cli.ReadLevelOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gets and puts keys, mixed. */
@Command(name = "mixed", description = "Gets and puts keys, mixed.", mixinStandardHelpOptions = true)
final class MixedBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ValueOptions values = new ValueOptions();

    @Mixin
    private ReadLevelOptions level = new ReadLevelOptions();

    @Option(names = "--read-ratio", paramLabel = "0..1", defaultValue = "0.5", description = "Share of gets.")
    private double readRatio;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(values.size());
        if (!(readRatio >= 0 && readRatio <= 1)) {
            throw new ParameterException(spec.commandLine(), "--read-ratio must be from 0 to 1");
        }
        RequestTemplate read = Templates.range(shape.keySize(), level.reading());
        RequestTemplate write = Templates.put(shape.keySize(), values.size());
        Workload workload = new Workload("mixed", read, write, readRatio, shape);
        return report.run(load.plan(workload));
    }
}
