package io.quorate.client.cli.kv;

import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.QuorateClient;
import io.quorate.client.ReadOptions;
import io.quorate.client.Txn;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.ReadLevelOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Commits a transaction that stdin describes. */
@Command(
        name = "txn",
        description = {
            "Reads a transaction from stdin, as etcdctl does, and commits it atomically.",
            "Three parts, each ended by an empty line: comparisons, what to do when all hold, what to do else.",
            "  comparison: mod|create|version|value|lease(\"KEY\") =|!=|<|> \"VALUE\"",
            "  operation:  put KEY VALUE | get KEY [RANGE_END] [--prefix] | del KEY [RANGE_END] [--prefix]",
            "One without put and del may be read at a level, as get."
        },
        mixinStandardHelpOptions = true)
final class TxnCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KvOutput output = new KvOutput();

    @Mixin
    private ReadLevelOptions level = new ReadLevelOptions();

    @Override
    public Integer call() throws IOException {
        ReadOptions reading = level.reading();
        String script = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        Txn txn;
        try {
            txn = TxnScript.parse(script);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        if (reading.level() != Consistency.LINEARIZABLE && !txn.isReadOnly()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "the transaction writes: a read level is for one of comparisons and gets only");
        }
        try (QuorateClient client = connection.connect()) {
            output.print(Answers.await(client.kv().commit(txn, reading)));
        }
        return ExitCode.DONE.number();
    }
}
