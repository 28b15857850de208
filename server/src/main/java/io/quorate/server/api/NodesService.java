package io.quorate.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.v1.DrainNodeRequest;
import io.quorate.proto.v1.DrainNodeResponse;
import io.quorate.proto.v1.ListNodesRequest;
import io.quorate.proto.v1.ListNodesResponse;
import io.quorate.proto.v1.Node;
import io.quorate.proto.v1.NodeReportRequest;
import io.quorate.proto.v1.NodeReportResponse;
import io.quorate.proto.v1.NodesGrpc;
import io.quorate.proto.v1.UndrainNodeRequest;
import io.quorate.proto.v1.UndrainNodeResponse;
import io.quorate.server.admin.NodeAdmin;
import io.quorate.server.admin.ReplicaReport;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.keyspaces.KeyspaceMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The cluster's nodes, for operators. One for the node, whatever keyspace a call names. */
public final class NodesService extends NodesGrpc.NodesImplBase {
    private final NodeAdmin admin;
    private final NodeDirectory directory;
    private final Supplier<NodeFacts> facts;
    private final Supplier<List<ReplicaReport>> replicas;
    private final Duration timeout;
    private final NodeClock clock;
    private final MethodMeter list;
    private final MethodMeter drain;
    private final MethodMeter undrain;
    private final MethodMeter report;

    public NodesService(
            NodeAdmin admin,
            NodeDirectory directory,
            Supplier<NodeFacts> facts,
            Supplier<List<ReplicaReport>> replicas,
            ApiLimits limits,
            NodeClock clock,
            Metrics metrics) {
        this.admin = admin;
        this.directory = directory;
        this.facts = facts;
        this.replicas = replicas;
        this.timeout = limits.requestTimeout();
        this.clock = clock;
        this.list = new MethodMeter(metrics, "NodeList");
        this.drain = new MethodMeter(metrics, "NodeDrain");
        this.undrain = new MethodMeter(metrics, "NodeUndrain");
        this.report = new MethodMeter(metrics, "NodeReport");
    }

    private <T extends MessageLite> UnaryCall<T> begin(StreamObserver<T> observer, MethodMeter meter) {
        return new UnaryCall<>(observer, meter, clock, timeout);
    }

    @Override
    public void list(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
        UnaryCall<ListNodesResponse> call = begin(observer, list);
        CompletableFuture<Optional<KeyspaceMap>> map = request.getLinearizable()
                ? admin.map(call.deadline()).thenApply(Optional::of)
                : CompletableFuture.completedFuture(admin.localMap());
        map.whenComplete((present, failure) -> call.finishWith(present, failure, this::listed));
    }

    private ListNodesResponse listed(Optional<KeyspaceMap> map) {
        return ListNodesResponse.newBuilder()
                .setCluster(directory.cluster())
                .setEpoch(map.map(KeyspaceMap::epoch).orElse(0L))
                .addAllNodes(directory.nodes().stream()
                        .map(entry -> NodeMessages.of(entry, map))
                        .toList())
                .build();
    }

    @Override
    public void drain(DrainNodeRequest request, StreamObserver<DrainNodeResponse> observer) {
        UnaryCall<DrainNodeResponse> call = begin(observer, drain);
        mark(
                call,
                request.getName(),
                true,
                done -> DrainNodeResponse.newBuilder()
                        .setEpoch(done.epoch())
                        .setNode(done.node())
                        .build());
    }

    @Override
    public void undrain(UndrainNodeRequest request, StreamObserver<UndrainNodeResponse> observer) {
        UnaryCall<UndrainNodeResponse> call = begin(observer, undrain);
        mark(
                call,
                request.getName(),
                false,
                done -> UndrainNodeResponse.newBuilder()
                        .setEpoch(done.epoch())
                        .setNode(done.node())
                        .build());
    }

    /** A node as the map has it that says what was asked for. */
    private record Marked(long epoch, Node node) {}

    /** Tells since when the node is drained, which may be long ago; so the map is read once more. */
    private <T extends MessageLite> void mark(
            UnaryCall<T> call, String name, boolean drained, Function<Marked, T> encode) {
        Optional<NodeDirectory.Entry> entry = directory.find(name);
        if (entry.isEmpty()) {
            call.fail(EtcdError.NODE_NOT_FOUND, name);
            return;
        }
        admin.drain(entry.get().node(), drained, call.deadline())
                .thenCompose(epoch -> admin.map(call.deadline()))
                .thenApply(map -> new Marked(map.epoch(), NodeMessages.of(entry.get(), Optional.of(map))))
                .whenComplete((marked, failure) -> call.finishWith(marked, failure, encode));
    }

    @Override
    public void report(NodeReportRequest request, StreamObserver<NodeReportResponse> observer) {
        begin(observer, report).answerEncoded(facts.get(), this::reported);
    }

    private NodeReportResponse reported(NodeFacts now) {
        Optional<KeyspaceMap> map = admin.localMap();
        List<ReplicaReport> all = replicas.get();
        return NodeReportResponse.newBuilder()
                .setNode(
                        NodeMessages.of(directory.find(directory.self().value()).orElseThrow(), map))
                .setVersion(now.version())
                .setUpMillis(now.upMillis())
                .setEpoch(map.map(KeyspaceMap::epoch).orElse(0L))
                .addAllProblems(now.problems())
                .setConnections(now.connections())
                .setDisk(NodeMessages.disk(now.disk(), all))
                .addAllReplicas(all.stream().map(NodeMessages::of).toList())
                .build();
    }
}
