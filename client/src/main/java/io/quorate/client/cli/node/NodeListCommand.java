package io.quorate.client.cli.node;

import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists nodes. */
@Command(
        name = "list",
        description = "Lists the cluster's nodes, where they stand and answer, and which are drained.",
        mixinStandardHelpOptions = true)
final class NodeListCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private NodeOutput output = new NodeOutput();

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            output.print(Answers.await(client.nodes().list()));
        }
        return ExitCode.DONE.number();
    }
}
