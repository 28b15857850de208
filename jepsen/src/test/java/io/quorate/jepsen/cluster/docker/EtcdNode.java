package io.quorate.jepsen.cluster.docker;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One plain connection to one node: no retries, nothing between the test and what the node says. */
final class EtcdNode implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofMillis(1500);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ManagedChannel channel;

    EtcdNode(NodeSpec node) {
        this.channel = NettyChannelBuilder.forAddress(node.host(), node.clientPort())
                .usePlaintext()
                .disableRetry()
                .build();
    }

    private KVGrpc.KVBlockingStub kv(Duration deadline) {
        // A channel that could not connect for a while tries again only seconds later, unless told to.
        channel.resetConnectBackoff();
        return KVGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tries, with the same value, until it is acknowledged. */
    void put(String key, String value, Duration patience) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        until(patience, () -> kv(ATTEMPT).put(request));
    }

    /** Tries until a linearizable read is answered; empty when the key has no value. */
    Optional<String> get(String key, Duration patience) {
        return until(patience, () -> getOnce(key, ATTEMPT));
    }

    /** One linearizable read. */
    Optional<String> getOnce(String key, Duration deadline) {
        RangeRequest request =
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
        return kv(deadline).range(request).getKvsList().stream()
                .map(kv -> kv.getValue().toStringUtf8())
                .findFirst();
    }

    private static <T> T until(Duration patience, Supplier<T> call) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                boolean worthAnother = e.getStatus().getCode() == Status.Code.UNAVAILABLE
                        || e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
                if (!worthAnother || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** By its own word, which may be old; false when it says nothing. */
    boolean saysItLeads(Duration patience) {
        try {
            StatusResponse status = MaintenanceGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .status(StatusRequest.getDefaultInstance());
            return status.getLeader() != 0
                    && status.getLeader() == status.getHeader().getMemberId();
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
