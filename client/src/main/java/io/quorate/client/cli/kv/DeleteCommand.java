package io.quorate.client.cli.kv;

import io.quorate.client.DeleteOptions;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes keys. */
@Command(
        name = "del",
        description = "Deletes a key or a range of keys; prints how many there were.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KvOutput output = new KvOutput();

    @Mixin
    private RangeOptions range = new RangeOptions();

    @Option(names = "--prev-kv", description = "Print what was deleted.")
    private boolean previous;

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            output.print(Answers.await(client.kv().delete(range.range(), new DeleteOptions(previous))));
        }
        return ExitCode.DONE.number();
    }
}
