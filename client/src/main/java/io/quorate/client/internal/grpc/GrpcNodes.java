package io.quorate.client.internal.grpc;

import io.quorate.client.ClusterNode;
import io.quorate.client.NodeClient;
import io.quorate.client.NodeList;
import io.quorate.client.NodeReport;
import io.quorate.client.internal.retry.Attempts;
import io.quorate.client.internal.retry.Nodes;
import io.quorate.client.internal.retry.RetryingCall;
import io.quorate.proto.v1.DrainNodeRequest;
import io.quorate.proto.v1.ListNodesRequest;
import io.quorate.proto.v1.NodeReportRequest;
import io.quorate.proto.v1.NodesGrpc;
import io.quorate.proto.v1.UndrainNodeRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Calls about nodes. */
final class GrpcNodes implements NodeClient {
    private final Nodes nodes;
    private final EachEndpoint each;
    private final Attempts attempts;

    GrpcNodes(Nodes nodes, EachEndpoint each, Attempts attempts) {
        this.nodes = nodes;
        this.each = each;
        this.attempts = attempts;
    }

    @Override
    public CompletableFuture<NodeList> list() {
        return list(true);
    }

    @Override
    public CompletableFuture<NodeList> listAsKnown() {
        return list(false);
    }

    private CompletableFuture<NodeList> list(boolean linearizable) {
        ListNodesRequest request =
                ListNodesRequest.newBuilder().setLinearizable(linearizable).build();
        return RetryingCall.read(nodes, NodesGrpc.getListMethod(), request, attempts)
                .thenApply(reply -> NodeResults.list(reply.message()));
    }

    @Override
    public CompletableFuture<ClusterNode> drain(String name) {
        DrainNodeRequest request = DrainNodeRequest.newBuilder().setName(name).build();
        return RetryingCall.write(nodes, NodesGrpc.getDrainMethod(), request, null, attempts)
                .thenApply(reply -> NodeResults.node(reply.message().getNode()));
    }

    @Override
    public CompletableFuture<ClusterNode> undrain(String name) {
        UndrainNodeRequest request =
                UndrainNodeRequest.newBuilder().setName(name).build();
        return RetryingCall.write(nodes, NodesGrpc.getUndrainMethod(), request, null, attempts)
                .thenApply(reply -> NodeResults.node(reply.message().getNode()));
    }

    @Override
    public CompletableFuture<List<NodeReport>> reports() {
        return each.ask(
                NodesGrpc.getReportMethod(),
                NodeReportRequest.getDefaultInstance(),
                (endpoint, response) -> new NodeReport(endpoint, NodeResults.report(response), null),
                (endpoint, failure) -> new NodeReport(endpoint, null, failure));
    }
}
