package io.quorate.client.cli.bench;

import io.quorate.client.cli.OutputFormat;
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

    @Option(names = "--val-size", paramLabel = "BYTES", defaultValue = "256", description = "Size of a value.")
    private int valueSize;

    @Option(
            names = "--consistency",
            paramLabel = "l|s",
            defaultValue = "l",
            description = "l: linearizable reads, s: serializable (local, possibly stale).")
    private ReadConsistency consistency = ReadConsistency.L;

    @Option(names = "--read-ratio", paramLabel = "0..1", defaultValue = "0.5", description = "Share of gets.")
    private double readRatio;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the result.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    public Integer call() throws InterruptedException {
        Workload.KeyShape shape = keys.shape(valueSize);
        if (!(readRatio >= 0 && readRatio <= 1)) {
            throw new ParameterException(spec.commandLine(), "--read-ratio must be from 0 to 1");
        }
        RequestTemplate read = Templates.range(shape.keySize(), consistency == ReadConsistency.S);
        RequestTemplate write = Templates.put(shape.keySize(), valueSize);
        Workload workload = new Workload("mixed", read, write, readRatio, shape);
        return BenchRun.run(spec, load.plan(workload), output);
    }
}
