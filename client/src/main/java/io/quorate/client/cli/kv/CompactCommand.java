package io.quorate.client.cli.kv;

import io.quorate.client.CompactOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compacts history. */
@Command(
        name = "compact",
        description = "Drops history up to a revision: reads below it are no longer possible.",
        mixinStandardHelpOptions = true)
final class CompactCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "REV", description = "The oldest revision to keep readable.")
    private long revision;

    @Option(names = "--physical", description = "Wait until the space is really free.")
    private boolean physical;

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            Answers.await(client.kv().compact(revision, new CompactOptions(physical)));
            spec.commandLine().getOut().println("compacted revision " + revision);
        }
        return ExitCode.DONE.number();
    }
}
