package io.quorate.client.cli.keyspace;

import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists keyspaces. */
@Command(
        name = "list",
        description = "Lists the cluster's keyspaces, with their leaders as the node that answers knows them.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            output.print(Answers.await(client.keyspaces().list()));
        }
        return ExitCode.DONE.number();
    }
}
