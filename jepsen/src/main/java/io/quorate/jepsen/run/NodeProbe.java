package io.quorate.jepsen.run;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.History;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.proto.v1.KeyspacesGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Questions to one node that are no operations of a workload. Any thread. */
final class NodeProbe implements AutoCloseable {
    private static final Metadata.Key<String> KEYSPACE =
            Metadata.Key.of("quorate-keyspace", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    /** The channel, or the channel with the name of a keyspace on every call. */
    private final Channel calls;

    NodeProbe(NodeSpec node) {
        channel = NettyChannelBuilder.forAddress(node.host(), node.clientPort())
                .usePlaintext()
                .disableRetry()
                .disableServiceConfigLookUp()
                .directExecutor()
                .build();
        calls = channel;
    }

    private NodeProbe(ManagedChannel channel, Channel calls) {
        this.channel = channel;
        this.calls = calls;
    }

    /** Asks the same node about a keyspace, over the same connection. */
    NodeProbe in(String keyspace) {
        if (keyspace.equals(History.DEFAULT_KEYSPACE)) {
            return this;
        }
        Metadata headers = new Metadata();
        headers.put(KEYSPACE, keyspace);
        return new NodeProbe(
                channel, ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
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
        return MaintenanceGrpc.newBlockingStub(calls).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    KVGrpc.KVBlockingStub kv(Duration patience) {
        channel.resetConnectBackoff();
        return KVGrpc.newBlockingStub(calls).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    KeyspacesGrpc.KeyspacesBlockingStub keyspaces(Duration patience) {
        channel.resetConnectBackoff();
        return KeyspacesGrpc.newBlockingStub(calls).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    Channel channel() {
        return calls;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
