package io.quorate.jepsen.run;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Questions to one node that are no operations of a workload. Any thread. */
final class NodeProbe implements AutoCloseable {
    private final ManagedChannel channel;

    NodeProbe(NodeSpec node) {
        channel = NettyChannelBuilder.forAddress(node.host(), node.clientPort())
                .usePlaintext()
                .disableRetry()
                .disableServiceConfigLookUp()
                .directExecutor()
                .build();
    }

    /** What the node says of itself; empty when it does not answer in time. */
    Optional<StatusResponse> status(Duration patience) {
        try {
            return Optional.of(maintenance(patience).status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance(Duration patience) {
        channel.resetConnectBackoff();
        return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    KVGrpc.KVBlockingStub kv(Duration patience) {
        channel.resetConnectBackoff();
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
