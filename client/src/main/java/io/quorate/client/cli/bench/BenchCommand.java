package io.quorate.client.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the load generator's workloads. */
@Command(
        name = "bench",
        description = "Drives Quorate, or anything else that speaks etcd v3, with load and measures it.",
        mixinStandardHelpOptions = true,
        subcommands = {PutBench.class, GetBench.class, MixedBench.class, TxnBench.class})
public final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a workload is missing: put, get, mixed or txn");
    }
}
