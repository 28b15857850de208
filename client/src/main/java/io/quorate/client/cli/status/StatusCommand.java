package io.quorate.client.cli.status;

import io.quorate.client.Endpoint;
import io.quorate.client.Member;
import io.quorate.client.NodeList;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.RejectedException;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the cluster's nodes and keyspaces. */
@Command(
        name = "status",
        description = {
            "Shows every node of the cluster and every keyspace: who leads and whether that is at home, the lease, who"
                    + " lags by how much, the next fault that would stop writes, and what is not as it should be.",
            "Asks one of the endpoints for the nodes, then each node at the same time; a node that is silent is shown."
                    + " With --keyspace only that one, and each of its replicas.",
            "LAG is what the voter that lacks most is behind the leader, in entries and in time.",
            "Of a cluster that speaks etcd's protocol and no more it shows the members."
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
        NodeList nodes = null;
        try (QuorateClient client = connection.connect()) {
            nodes = client.nodes().listAsKnown().join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof QuorateException failure)) {
                throw e;
            }
            if (failure instanceof RejectedException rejected
                    && rejected.reason() == RejectedException.Reason.UNSUPPORTED) {
                return showEtcd();
            }
            spec.commandLine().getErr().println("status: no list of nodes: " + failure.getMessage());
        }
        return show(nodes);
    }

    private Integer show(@Nullable NodeList nodes) {
        ClusterView view;
        try (QuorateClient client = connection.connect(endpoints(nodes))) {
            view = ClusterView.of(nodes, Answers.await(client.nodes().reports()));
        }
        String keyspace = connection.keyspace();
        ClusterView shown = keyspace == null ? view : view.narrowedTo(keyspace);
        boolean answered = view.nodes().stream().anyMatch(NodeView::answered);
        if (answered && keyspace != null && shown.keyspaces().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED, "no node that answers has a keyspace '" + keyspace + "' (quorate keyspace list)");
        }
        print(format == OutputFormat.JSON ? StatusJson.of(shown) : StatusTables.of(shown, keyspace != null));
        return ended(answered);
    }

    private List<Endpoint> endpoints(@Nullable NodeList nodes) {
        if (nodes == null || nodes.nodes().isEmpty()) {
            return connection.nodes();
        }
        return nodes.nodes().stream()
                .map(node -> Endpoint.parse(node.endpoints().client()))
                .toList();
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private static Integer ended(boolean answered) {
        if (!answered) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "no node answers; check that they run, and name others with --endpoints");
        }
        return ExitCode.DONE.number();
    }

    /** A cluster that is not Quorate's. */
    private Integer showEtcd() {
        List<Member> members = members();
        List<EtcdRow> rows;
        try (QuorateClient client = connection.connect(endpointsOf(members))) {
            rows = EtcdRow.of(client.status().join(), members);
        }
        print(format == OutputFormat.JSON ? EtcdReport.json(rows) : EtcdReport.table(rows));
        return ended(rows.stream().anyMatch(EtcdRow::answered));
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

    private List<Endpoint> endpointsOf(List<Member> members) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Member member : members) {
            if (!member.clientUrls().isEmpty()) {
                endpoints.add(Endpoint.parse(member.clientUrls().get(0)));
            }
        }
        return endpoints.isEmpty() ? connection.nodes() : endpoints;
    }
}
