package io.quorate.client.cli.keyspace;

import io.quorate.client.KeyspaceSwitch;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hands a keyspace's leadership over. */
@Command(
        name = "switch",
        description = {
            "Leads a keyspace from another city, zone or node, and keeps it there: a planned handover.",
            "No acknowledged write is lost; requests wait meanwhile. Ends when the leader is there; exit code 1 when",
            "it was not before the time was over: it then goes there as soon as a voter there is fit."
        },
        mixinStandardHelpOptions = true)
final class SwitchCommand implements Callable<Integer> {
    @Mixin
    private KeyspaceTarget target = new KeyspaceTarget();

    @Mixin
    private KeyspaceOutput output = new KeyspaceOutput();

    @Option(names = "--to", paramLabel = "PLACE", required = true, description = "City, zone or node.")
    private String to = "";

    @Override
    public Integer call() {
        try (QuorateClient client = target.connect()) {
            KeyspaceSwitch done = Answers.await(client.keyspaces().switchTo(target.name(), to));
            output.print(done.keyspace());
            if (!done.there()) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "keyspace '" + target.name() + "' belongs to " + to
                                + " now, but is not led from there yet: no voter"
                                + " there is fit so far (quorate status)");
            }
        }
        return ExitCode.DONE.number();
    }
}
