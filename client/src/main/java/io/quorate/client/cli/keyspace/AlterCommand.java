package io.quorate.client.cli.keyspace;

import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes a keyspace. */
@Command(name = "alter", description = "Changes where a keyspace's leader belongs.", mixinStandardHelpOptions = true)
final class AlterCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name = "";

    @Option(
            names = "--home",
            paramLabel = "PLACE",
            required = true,
            description = "City, zone or node where its leader belongs; '' for anywhere.")
    private String home = "";

    @Override
    public Integer call() {
        try (QuorateClient client = connection.connect()) {
            output.print(Answers.await(client.keyspaces().changeHome(name, home)));
        }
        return ExitCode.DONE.number();
    }
}
