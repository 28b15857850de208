package io.quorate.jepsen.nemesis;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.RunClock;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MoveLeaderRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Watches, administers and loads a real cluster over its public interface. */
final class EtcdOperator implements LeaderWatch, Admin, AutoCloseable {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RunClock clock;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Integer, NodeView> views = new ConcurrentHashMap<>();
    private final Map<Long, Integer> members = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean closed;

    EtcdOperator(List<NodeSpec> nodes, RunClock clock) {
        this.clock = clock;
        for (int node = 0; node < nodes.size(); node++) {
            int which = node;
            channels.add(NettyChannelBuilder.forAddress(
                            nodes.get(node).host(), nodes.get(node).clientPort())
                    .usePlaintext()
                    .disableRetry()
                    .build());
            threads.add(new Thread(() -> watch(which), "watch-" + node));
            threads.add(new Thread(() -> load(which), "load-" + node));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Writes that were acknowledged. */
    long written() {
        return written.get();
    }

    private void watch(int node) {
        while (!closed) {
            channels.get(node).resetConnectBackoff();
            try {
                StatusResponse status = MaintenanceGrpc.newBlockingStub(channels.get(node))
                        .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                        .status(StatusRequest.getDefaultInstance());
                members.put(status.getHeader().getMemberId(), node);
                int leader = members.getOrDefault(status.getLeader(), -1);
                views.put(
                        node,
                        new NodeView(
                                new LeaderSample(clock.nanos(), node, leader, status.getRaftTerm()),
                                status.getRaftAppliedIndex()));
            } catch (StatusRuntimeException e) {
                views.remove(node);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void load(int node) {
        for (long turn = 0; !closed; turn++) {
            try {
                put(node, "load/" + turn % 100, new byte[200], 2_000);
                written.incrementAndGet();
            } catch (StatusRuntimeException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private long put(int node, String key, byte[] value, int patienceMillis) {
        return KVGrpc.newBlockingStub(channels.get(node))
                .withDeadlineAfter(patienceMillis, TimeUnit.MILLISECONDS)
                .put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFrom(value))
                        .build())
                .getHeader()
                .getRevision();
    }

    @Override
    public Optional<NodeView> view(int node) {
        return Optional.ofNullable(views.get(node))
                .filter(view -> clock.nanos() - view.said().nanos() <= FRESH_NANOS);
    }

    private int leading() throws FaultFailed {
        return leader(channels.size()).orElseThrow(() -> new FaultFailed("nobody leads"));
    }

    @Override
    public void moveLeader(int to) throws FaultFailed, FaultSkipped {
        long member = members.entrySet().stream()
                .filter(entry -> entry.getValue() == to)
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new FaultFailed("node " + to + " has never told its id"));
        try {
            var ignored = MaintenanceGrpc.newBlockingStub(channels.get(leading()))
                    .withDeadlineAfter(3, TimeUnit.SECONDS)
                    .moveLeader(
                            MoveLeaderRequest.newBuilder().setTargetID(member).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                throw new FaultSkipped("the server does not know MoveLeader");
            }
            throw new FaultFailed("MoveLeader: " + e.getStatus(), e);
        }
    }

    @Override
    public long compact() throws FaultFailed {
        try {
            long revision = put(leading(), "filler/0", new byte[1], 3_000) - 10;
            var ignored = KVGrpc.newBlockingStub(channels.get(leading()))
                    .withDeadlineAfter(3, TimeUnit.SECONDS)
                    .compact(
                            CompactionRequest.newBuilder().setRevision(revision).build());
            return revision;
        } catch (StatusRuntimeException e) {
            throw new FaultFailed("Compact: " + e.getStatus(), e);
        }
    }

    @Override
    public void write(int bytes) throws FaultFailed {
        byte[] value = new byte[256 << 10];
        try {
            for (int done = 0; done < bytes; done += value.length) {
                long revision = put(leading(), "filler/" + done / value.length, value, 10_000);
                written.addAndGet(revision > 0 ? 1 : 0);
            }
        } catch (StatusRuntimeException e) {
            throw new FaultFailed("Put: " + e.getStatus(), e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join();
        }
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
