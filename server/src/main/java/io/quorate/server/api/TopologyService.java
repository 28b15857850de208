package io.quorate.server.api;

import io.grpc.stub.StreamObserver;
import io.quorate.proto.v1.ShowTopologyRequest;
import io.quorate.proto.v1.ShowTopologyResponse;
import io.quorate.proto.v1.TopologyGrpc;
import io.quorate.server.admin.NodeAdmin;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.keyspaces.KeyspaceMap;
import java.time.Duration;
import java.util.function.Function;

/** What the cluster runs, for operators. One for the node, whatever keyspace a call names. */
public final class TopologyService extends TopologyGrpc.TopologyImplBase {
    private final NodeAdmin admin;
    private final Function<KeyspaceMap, String> text;
    private final Duration timeout;
    private final NodeClock clock;
    private final MethodMeter show;

    /** @param text the topology with the keyspaces of a map, as a file would hold it */
    public TopologyService(
            NodeAdmin admin, Function<KeyspaceMap, String> text, ApiLimits limits, NodeClock clock, Metrics metrics) {
        this.admin = admin;
        this.text = text;
        this.timeout = limits.requestTimeout();
        this.clock = clock;
        this.show = new MethodMeter(metrics, "TopologyShow");
    }

    @Override
    public void show(ShowTopologyRequest request, StreamObserver<ShowTopologyResponse> observer) {
        UnaryCall<ShowTopologyResponse> call = new UnaryCall<>(observer, show, clock, timeout);
        admin.map(call.deadline())
                .whenComplete((map, failure) -> call.finishWith(
                        map,
                        failure,
                        known -> ShowTopologyResponse.newBuilder()
                                .setEpoch(known.epoch())
                                .setYaml(text.apply(known))
                                .build()));
    }
}
