package io.quorate.client.cli.status;

import io.quorate.client.Endpoint;
import io.quorate.client.Member;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the cluster's nodes. */
@Command(
        name = "status",
        description = {
            "Shows every node of the cluster: who leads, revision, place in the log, lag, size.",
            "Asks one of the endpoints for the members, then each member.",
            "LAG is in log entries behind the furthest node."
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        List<Member> members = members();
        List<NodeRow> rows;
        List<Endpoint> endpoints = endpoints(members);
        try (QuorateClient client = connection.connect(endpoints)) {
            rows = NodeRow.of(client.status().join(), members);
        }
        if (format == OutputFormat.JSON) {
            spec.commandLine().getOut().println(StatusReport.json(rows));
        } else {
            spec.commandLine().getOut().println(StatusReport.table(rows));
        }
        spec.commandLine().getOut().flush();
        if (rows.stream().noneMatch(NodeRow::answered)) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "no node answers; check that they run, and name others with --endpoints");
        }
        return ExitCode.DONE.number();
    }

    /** Without a leader the list may not be had; then the endpoints that were named are all that is known. */
    private List<Member> members() {
        try (QuorateClient client = connection.connect()) {
            return client.members().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof QuorateException failure) {
                spec.commandLine().getErr().println("status: no list of members: " + failure.getMessage());
                return List.of();
            }
            throw e;
        }
    }

    private List<Endpoint> endpoints(List<Member> members) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Member member : members) {
            if (!member.clientUrls().isEmpty()) {
                endpoints.add(Endpoint.parse(member.clientUrls().get(0)));
            }
        }
        return endpoints.isEmpty() ? connection.nodes() : endpoints;
    }
}
