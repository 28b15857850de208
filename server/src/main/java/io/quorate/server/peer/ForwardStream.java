package io.quorate.server.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.proto.internal.v1.ForwardReply;
import io.quorate.proto.internal.v1.ForwardRequest;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of forwarded batches to one node for one group, opened when first needed and again after it broke.
 *
 * <p>Whoever has something to do adds to {@link #work}; the one who found it at zero does everybody's work (the
 * drainer). So the stream is used by one thread at a time without a lock, no caller waits for another, and futures
 * complete with nothing held.
 */
final class ForwardStream {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardStream.class);
    /** gRPC calls itself unready at 32 KiB, which is less than one full batch. */
    private static final int READY_BYTES = 1 << 20;

    private static final int SILENT_BEATS = 3;

    private final PeerIdentity self;
    private final PeerLink link;
    private final ByteString group;
    private final PeerTuning tuning;
    private final ScheduledExecutorService timer;
    private final AtomicLong sequences = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final Queue<Pending> unsent = new ConcurrentLinkedQueue<>();
    private final AtomicLong unsentBytes = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean closed;
    /** Only the drainer touches it. */
    private @Nullable Attempt attempt;

    ForwardStream(PeerIdentity self, PeerLink link, GroupId group, PeerTuning tuning, ScheduledExecutorService timer) {
        this.self = self;
        this.link = link;
        this.group = Wire.group(group);
        this.tuning = tuning;
        this.timer = timer;
    }

    CompletableFuture<ForwardResult> forward(byte[] batch, Duration timeout) {
        if (closed || timeout.isZero() || timeout.isNegative()) {
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.NOT_READY));
        }
        long bytes = unsentBytes.addAndGet(batch.length);
        if (bytes > tuning.maxUnsentBytes() && bytes > batch.length) {
            unsentBytes.addAndGet(-batch.length);
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.OVERLOADED));
        }
        Pending waiting = new Pending(sequences.incrementAndGet(), batch, timeout);
        pending.put(waiting.sequence, waiting);
        waiting.expireAfter(timeout);
        unsent.add(waiting);
        drain();
        return waiting.future;
    }

    /** Batches without an answer yet. */
    int waiting() {
        return pending.size();
    }

    /** Everything unanswered ends now. */
    void close() {
        closed = true;
        drain();
    }

    private void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int done = 1;
        do {
            try {
                step();
            } catch (RuntimeException e) {
                // The one way out is a fresh stream; whoever drains must never leave without handing over.
                LOG.atError().addKeyValue("node", link.node()).setCause(e).log("forward stream failed");
                Attempt failed = attempt;
                attempt = null;
                endAll(failed);
            }
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    private void step() {
        Attempt current = attempt;
        if (current != null && (closed || current.silent)) {
            current.abandon();
        }
        if (current != null && current.broken) {
            attempt = null;
            endAll(current);
            current = null;
        }
        if (closed) {
            endAll(null);
            return;
        }
        if (current == null && !unsent.isEmpty()) {
            current = open();
        }
        if (current != null) {
            current.sendWhatFits();
        }
    }

    /** What was sent may have been appended; what was not had better look for another way at once. */
    private void endAll(@Nullable Attempt last) {
        if (last != null) {
            for (Pending each : pending.values()) {
                if (each.sentOn == last) {
                    each.end(ForwardResult.of(PeerStatus.INDETERMINATE));
                }
            }
        }
        for (Pending each = unsent.poll(); each != null; each = unsent.poll()) {
            unsentBytes.addAndGet(-each.batch.length);
            each.end(ForwardResult.of(PeerStatus.NOT_READY));
        }
    }

    private @Nullable Attempt open() {
        ManagedChannel channel = link.channel();
        if (channel == null) {
            endAll(null);
            return null;
        }
        Attempt fresh = new Attempt(channel);
        attempt = fresh;
        fresh.start();
        return fresh;
    }

    /** One life of the stream. */
    private final class Attempt implements ClientResponseObserver<ForwardRequest, ForwardReply> {
        private final ManagedChannel channel;
        private volatile @Nullable ClientCallStreamObserver<ForwardRequest> call;
        private volatile boolean broken;
        private volatile @Nullable ScheduledFuture<?> heartbeat;
        private final AtomicInteger silentBeats = new AtomicInteger();
        private final long openedNanos = System.nanoTime();
        private volatile boolean introduced;
        private volatile boolean signDue;
        private volatile boolean silent;

        Attempt(ManagedChannel channel) {
            this.channel = channel;
        }

        void start() {
            // The stream outlives the request that happened to need it first, so it must not end with it.
            Context.ROOT.run(() -> NodeServiceGrpc.newStub(channel)
                    .withOnReadyThreshold(READY_BYTES)
                    .forward(this));
            long beat = tuning.heartbeat().toNanos();
            heartbeat = timer.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.NANOSECONDS);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ForwardRequest> requests) {
            call = requests;
            requests.setOnReadyHandler(ForwardStream.this::drain);
        }

        void sendWhatFits() {
            ClientCallStreamObserver<ForwardRequest> open = call;
            while (open != null && !broken && open.isReady()) {
                Pending next = unsent.poll();
                if (next == null) {
                    if (signDue) {
                        signDue = false;
                        send(open, 0, ByteString.EMPTY, 0);
                    }
                    return;
                }
                unsentBytes.addAndGet(-next.batch.length);
                if (next.markSent(this)) {
                    long left = TimeUnit.NANOSECONDS.toMillis(next.deadlineNanos - System.nanoTime());
                    send(open, next.sequence, UnsafeByteOperations.unsafeWrap(next.batch), (int)
                            Math.max(1, Math.min(left, Integer.MAX_VALUE)));
                }
            }
        }

        private void send(ClientCallStreamObserver<ForwardRequest> to, long sequence, ByteString batch, int millis) {
            ForwardRequest.Builder request = ForwardRequest.newBuilder()
                    .setSequence(sequence)
                    .setBatch(batch)
                    .setTimeoutMillis(millis);
            if (!introduced) {
                introduced = true;
                request.setCluster(self.cluster())
                        .setTopologyHash(self.topologyHash())
                        .setNode(self.node().value())
                        .setTarget(link.node().value())
                        .setGroup(group);
            }
            to.onNext(request.build());
        }

        @Override
        public void onNext(ForwardReply reply) {
            silentBeats.set(0);
            link.alive();
            Pending answered = pending.get(reply.getSequence());
            if (answered == null) {
                return;
            }
            PeerStatus status = Wire.status(reply.getStatus());
            answered.end(new ForwardResult(
                    status,
                    Wire.node(reply.getLeaderHint()),
                    status == PeerStatus.OK ? new LogPosition(reply.getTerm(), reply.getIndex()) : LogPosition.NONE,
                    status == PeerStatus.OK ? Wire.array(reply.getOutcome()) : null));
        }

        @Override
        public void onError(Throwable cause) {
            end(cause.getMessage());
        }

        @Override
        public void onCompleted() {
            end("the other node closed it");
        }

        private void end(@Nullable String why) {
            broken = true;
            ScheduledFuture<?> beats = heartbeat;
            if (beats != null) {
                beats.cancel(false);
            }
            LOG.atDebug()
                    .addKeyValue("node", link.node())
                    .addKeyValue("reason", why)
                    .log("forward stream ended");
            drain();
        }

        /** On the timer. Beats are counted, not time, so that a pause of this process is not held against the other. */
        private void beat() {
            if (broken) {
                ScheduledFuture<?> beats = heartbeat;
                if (beats != null) {
                    beats.cancel(false);
                }
                return;
            }
            if (introduced) {
                silent = silentBeats.incrementAndGet() > SILENT_BEATS;
            } else {
                // Somebody may accept the connection and say nothing.
                silent = System.nanoTime() - openedNanos
                        > SILENT_BEATS * tuning.connectTimeout().toNanos();
            }
            signDue = true;
            drain();
        }

        /** By the drainer: nothing may be sent on a call once it is cancelled. */
        void abandon() {
            ClientCallStreamObserver<ForwardRequest> open = call;
            if (open != null && !broken) {
                link.discard(channel);
                broken = true;
                open.cancel(closed ? "closed" : "silent", null);
            }
        }
    }

    /** One batch on its way. */
    private final class Pending {
        private static final int QUEUED = 0;
        private static final int SENT = 1;
        private static final int ENDED = 2;

        private final long sequence;
        private final byte[] batch;
        private final long deadlineNanos;
        private final CompletableFuture<ForwardResult> future = new CompletableFuture<>();
        private final AtomicInteger state = new AtomicInteger(QUEUED);
        private volatile @Nullable Attempt sentOn;
        private @Nullable ScheduledFuture<?> expiry;

        Pending(long sequence, byte[] batch, Duration timeout) {
            this.sequence = sequence;
            this.batch = batch;
            this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        }

        /** Before anybody else sees it but by its sequence. */
        void expireAfter(Duration timeout) {
            expiry = timer.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        boolean markSent(Attempt on) {
            sentOn = on;
            return state.compareAndSet(QUEUED, SENT);
        }

        private void expire() {
            int before = state.getAndSet(ENDED);
            if (before != ENDED) {
                pending.remove(sequence);
                future.complete(ForwardResult.of(before == SENT ? PeerStatus.INDETERMINATE : PeerStatus.NOT_READY));
            }
        }

        void end(ForwardResult result) {
            if (state.getAndSet(ENDED) != ENDED) {
                pending.remove(sequence);
                ScheduledFuture<?> timeout = expiry;
                if (timeout != null) {
                    timeout.cancel(false);
                }
                future.complete(result);
            }
        }
    }
}
