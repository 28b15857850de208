package io.quorate.server.blackbox;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One plain connection to one node: no retries, no sessions, nothing between the test and the status it gets. */
final class EtcdClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_RESPONSE_BYTES = 256 << 20;

    private final ManagedChannel channel;

    EtcdClient(int port) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for a connection, and for a node that serves. */
    KVGrpc.KVBlockingStub patientKv() {
        return kv().withWaitForReady();
    }

    ListenableFuture<PutResponse> putSoon(String key, ByteString value) {
        return KVGrpc.newFutureStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .put(put(key, value));
    }

    static PutRequest put(String key, ByteString value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(value)
                .build();
    }

    static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    }

    /** All keys with this prefix. */
    static RangeRequest prefix(String prefix) {
        ByteString key = ByteString.copyFromUtf8(prefix);
        byte[] end = key.toByteArray();
        end[end.length - 1]++;
        return RangeRequest.newBuilder()
                .setKey(key)
                .setRangeEnd(ByteString.copyFrom(end))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
