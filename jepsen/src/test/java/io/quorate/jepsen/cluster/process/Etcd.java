package io.quorate.jepsen.cluster.process;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One plain connection to one node; no retries. */
final class Etcd implements AutoCloseable {
    /** A busy machine takes seconds for anything. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ManagedChannel channel;

    Etcd(NodeSpec node) {
        this.channel = NettyChannelBuilder.forAddress(node.host(), node.clientPort())
                .usePlaintext()
                .disableRetry()
                .build();
    }

    void put(String key, ByteString value, Duration patience) {
        var ignored = KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(value)
                        .build());
    }

    void put(String key, String value) {
        put(key, ByteString.copyFromUtf8(value), PATIENCE);
    }

    Optional<String> read(String key, Duration patience) {
        return KVGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .build())
                .getKvsList()
                .stream()
                .map(KeyValue::getValue)
                .map(ByteString::toStringUtf8)
                .findFirst();
    }

    Optional<String> read(String key) {
        return read(key, PATIENCE);
    }

    /** Empty when it does not answer soon. */
    Optional<StatusResponse> status() {
        try {
            return Optional.of(MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
