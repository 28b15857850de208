package io.quorate.server.peer;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.proto.internal.v1.ReadIndexReply;
import io.quorate.proto.internal.v1.ReadIndexRequest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls to the other nodes of the cluster, over their client ports. */
public final class PeerClients implements PeerCalls, AutoCloseable {
    private final PeerIdentity self;
    private final PeerTuning tuning;
    private final Map<NodeId, PeerLink> links = new HashMap<>();
    private final Map<StreamKey, ForwardStream> streams = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private final Meters meters;
    private volatile boolean closed;

    private record StreamKey(NodeId node, GroupId group) {}

    /**
     * Connects to nobody until asked to.
     *
     * @param addresses of the other nodes
     */
    public PeerClients(PeerIdentity self, Map<NodeId, PeerAddress> addresses, PeerTuning tuning, Metrics metrics) {
        this.self = self;
        this.tuning = tuning;
        addresses.forEach((node, address) -> links.put(node, new PeerLink(node, address, tuning)));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "peer-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        this.meters = new Meters(metrics);
        metrics.gauge(
                "quorate_peer_forwards_in_flight",
                "Batches forwarded and not yet answered",
                () -> streams.values().stream().mapToInt(ForwardStream::waiting).sum());
    }

    @Override
    public CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout) {
        PeerLink link = links.get(to);
        if (link == null || closed) {
            return CompletableFuture.completedFuture(
                    ForwardResult.of(closed ? PeerStatus.NOT_READY : PeerStatus.REFUSED));
        }
        StreamKey key = new StreamKey(to, group);
        ForwardStream stream = streams.get(key);
        if (stream == null) {
            stream = streams.computeIfAbsent(key, absent -> new ForwardStream(self, link, group, tuning, timer));
        }
        long began = System.nanoTime();
        CompletableFuture<ForwardResult> result = stream.forward(batch, timeout);
        result.whenComplete((answer, failure) -> meters.forwarded(answer, System.nanoTime() - began));
        return result;
    }

    @Override
    public CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout) {
        PeerLink link = links.get(to);
        if (link == null) {
            return CompletableFuture.completedFuture(ReadIndexResult.of(PeerStatus.REFUSED));
        }
        ManagedChannel channel = link.channel();
        if (channel == null || timeout.isZero() || timeout.isNegative()) {
            return CompletableFuture.completedFuture(ReadIndexResult.of(PeerStatus.NOT_READY));
        }
        ReadIndexRequest request = ReadIndexRequest.newBuilder()
                .setCluster(self.cluster())
                .setTopologyHash(self.topologyHash())
                .setNode(self.node().value())
                .setTarget(to.value())
                .setGroup(Wire.group(group))
                .build();
        ReadIndexCall call = new ReadIndexCall(link, channel);
        // Asked for all reads that wait here: it must not end with the one whose thread this is.
        Context.ROOT.run(() -> NodeServiceGrpc.newStub(channel)
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .readIndex(request, call));
        return call.future;
    }

    @Override
    public LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) throws IOException {
        PeerLink link = links.get(from);
        if (link == null || closed) {
            throw new IOException(
                    closed ? "this node is stopping" : "no node " + from + " in cluster " + self.cluster());
        }
        ManagedChannel bulk = link.open();
        try {
            SnapshotSource source = new SnapshotSource(self, from, group, bulk);
            return new SnapshotDownload(
                            source, directory, tuning.snapshotBytesPerSecond(), meters.snapshotBytes, () -> closed)
                    .run();
        } finally {
            bulk.shutdownNow();
        }
    }

    @Override
    public void close() {
        closed = true;
        streams.values().forEach(ForwardStream::close);
        links.values().forEach(PeerLink::close);
        timer.shutdownNow();
    }

    private static final class ReadIndexCall implements StreamObserver<ReadIndexReply> {
        private final PeerLink link;
        private final ManagedChannel channel;
        private final CompletableFuture<ReadIndexResult> future = new CompletableFuture<>();

        ReadIndexCall(PeerLink link, ManagedChannel channel) {
            this.link = link;
            this.channel = channel;
        }

        @Override
        public void onNext(ReadIndexReply reply) {
            link.alive();
            future.complete(new ReadIndexResult(
                    Wire.status(reply.getStatus()),
                    Wire.node(reply.getLeaderHint()),
                    new LogPosition(reply.getTerm(), reply.getIndex()),
                    reply.getLease()));
        }

        @Override
        public void onError(Throwable failure) {
            Status.Code code = Status.fromThrowable(failure).getCode();
            if (code == Status.Code.DEADLINE_EXCEEDED) {
                link.unanswered(channel);
            }
            future.complete(ReadIndexResult.of(
                    switch (code) {
                        case UNAVAILABLE -> PeerStatus.NOT_READY;
                        case PERMISSION_DENIED, UNIMPLEMENTED, INVALID_ARGUMENT -> PeerStatus.REFUSED;
                        default -> PeerStatus.INDETERMINATE;
                    }));
        }

        @Override
        public void onCompleted() {
            future.complete(ReadIndexResult.of(PeerStatus.INDETERMINATE));
        }
    }

    private static final class Meters {
        private final Metrics.Timer latency;
        private final Map<PeerStatus, Metrics.Counter> failures = new EnumMap<>(PeerStatus.class);
        private final Metrics.Counter snapshotBytes;

        Meters(Metrics metrics) {
            latency = metrics.timer("quorate_peer_forward_seconds", "From forwarding a batch to its outcome");
            for (PeerStatus status : PeerStatus.values()) {
                if (status != PeerStatus.OK) {
                    failures.put(
                            status,
                            metrics.counter(
                                    "quorate_peer_forward_failures",
                                    "Forwarded batches without an outcome",
                                    "status",
                                    status.name().toLowerCase(Locale.ROOT)));
                }
            }
            snapshotBytes = metrics.counter("quorate_peer_snapshot_received_bytes", "Snapshot bytes fetched");
        }

        void forwarded(@Nullable ForwardResult result, long nanos) {
            Metrics.Counter failure = result == null ? null : failures.get(result.status());
            if (failure != null) {
                failure.add(1);
            } else {
                latency.recordNanos(nanos);
            }
        }
    }
}
