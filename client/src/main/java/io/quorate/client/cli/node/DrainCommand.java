package io.quorate.client.cli.node;

import io.quorate.client.Endpoint;
import io.quorate.client.NodeList;
import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.Durations;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.TerminalProgress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes all leaderships away from a node. */
@Command(
        name = "drain",
        description = {
            "Hands every leadership of a node over to other nodes, and keeps them away from it until --undo: planned"
                    + " handovers, no acknowledged write is lost, requests wait meanwhile.",
            "The node goes on voting and serving. The mark outlives restarts, and elections: a leadership that one"
                    + " brings to the node is moved away again.",
            "Ends when the node leads nothing; exit code 1, with the reasons, when it still does after --wait, or"
                    + " earlier when no other voter can take over."
        },
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private NodeOutput output = new NodeOutput();

    @Parameters(index = "0", paramLabel = "NODE", description = "The node.")
    private String name = "";

    @Option(names = "--undo", description = "Let it lead again: what belongs to it goes back to it.")
    private boolean undo;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "How long to wait until it leads nothing (default 1m).")
    private String patience = "";

    @Override
    public Integer call() {
        Duration longest = patience();
        NodeList nodes;
        try (QuorateClient client = connection.connect()) {
            if (undo) {
                Answers.await(client.nodes().undrain(name));
                output.print(new DrainResult(name, false, List.of()));
                return ExitCode.DONE.number();
            }
            Answers.await(client.nodes().drain(name));
            nodes = Answers.await(client.nodes().listAsKnown());
        }
        List<Endpoint> endpoints = nodes.nodes().stream()
                .map(node -> Endpoint.parse(node.endpoints().client()))
                .toList();
        DrainResult result;
        try (QuorateClient client = connection.connect(endpoints);
                TerminalProgress progress =
                        TerminalProgress.on(spec.commandLine().getErr())) {
            result = new DrainWait(client.nodes(), nodes, name).await(longest, progress);
        }
        output.print(result);
        if (!result.leads().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    name + " stays drained, but still leads what could not be moved so far: " + result.what());
        }
        return ExitCode.DONE.number();
    }

    private Duration patience() {
        try {
            return Durations.parse(patience);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--wait: " + e.getMessage(), e);
        }
    }
}
