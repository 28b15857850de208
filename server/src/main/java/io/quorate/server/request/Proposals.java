package io.quorate.server.request;

import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Request;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.replication.ReplicaGroup.ProposalListener;
import io.quorate.server.replication.ReplicaGroup.Refusal;
import io.quorate.server.request.RequestFailure.Kind;
import io.quorate.server.statemachine.BatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Natural group commit: whatever waits when a place in flight is free goes into one log entry. There is no timer; with
 * nothing in flight a write is proposed at once, by the thread that brought it. Whoever finds work and the pump idle
 * does the work ({@link #pump}); the others leave theirs in the queue. Outcomes are delivered on the delivery thread,
 * an answer or two with nothing behind them on the apply thread.
 *
 * <p>While this node may not propose, local writes go to the forwarder, and everything else is answered with why.
 */
final class Proposals {
    private static final byte[] TICK = CommandCodec.encodeRequest(new Request(null, new Command.Tick()));
    private static final byte[] RELEASE = CommandCodec.encodeRequest(new Request(null, new Command.Release()));

    private static final int ANSWERS_INLINE = 2;

    /** Threads and clock that the room works with. */
    record Crew(NodeClock clock, Executor delivery, ScheduledExecutorService timer) {}

    /** Who proposes: written into each entry. */
    record Proposer(String node, long boot) {}

    private final ReplicaGroup replica;
    private final LeaderLease lease;
    private final RequestLimits limits;
    private final Proposer proposer;
    private final HybridClock hlc;
    private final Crew crew;
    private final Executor delivery;
    private final Figures figures;
    private final Queue<PendingWrite> writes = new ConcurrentLinkedQueue<>();
    private final Queue<StampedBatch> stamped = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<LogPosition>> barriers = new ConcurrentLinkedQueue<>();
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();
    private final AtomicInteger pumping = new AtomicInteger();

    private volatile boolean held;
    private volatile @Nullable Forwarder forwarder;

    /** What is measured about entries. */
    private record Figures(
            Metrics.Summary requests, Metrics.Summary bytes, Metrics.Timer commit, Metrics.Counter barriers) {
        static Figures in(Metrics metrics) {
            return new Figures(
                    metrics.summary("quorate_entry_requests", "Requests packed into one proposed log entry"),
                    metrics.summary("quorate_entry_bytes", "Size of one proposed log entry"),
                    metrics.timer("quorate_commit_duration_seconds", "From proposing an entry to having applied it"),
                    metrics.counter("quorate_read_barriers", "Entries that served as a read barrier"));
        }
    }

    Proposals(
            ReplicaGroup replica,
            LeaderLease lease,
            RequestLimits limits,
            Proposer proposer,
            Crew crew,
            Metrics metrics) {
        this.replica = replica;
        this.lease = lease;
        this.limits = limits;
        this.proposer = proposer;
        this.hlc = new HybridClock(crew.clock());
        this.crew = crew;
        this.delivery = crew.delivery();
        this.figures = Figures.in(metrics);
    }

    /** Where local writes go while another node leads. Set once, before the first write. */
    void forwardTo(Forwarder target) {
        forwarder = target;
    }

    void submit(PendingWrite write) {
        writes.add(write);
        pump();
    }

    /** Writes that were taken wait again: of what was done with them nothing had an effect. */
    void putBack(List<PendingWrite> taken) {
        taken.forEach(PendingWrite::putBack);
        writes.addAll(taken);
    }

    void submit(StampedBatch batch) {
        stamped.add(batch);
        pump();
    }

    /**
     * Completes when an entry proposed after this call is committed and applied here: this node led when the call was
     * made, and its state holds everything acknowledged before. Fails with NO_LEADER when this node may not propose.
     */
    CompletableFuture<LogPosition> barrier() {
        CompletableFuture<LogPosition> waiter = new CompletableFuture<>();
        barriers.add(waiter);
        figures.barriers().add(1);
        pump();
        return waiter;
    }

    /** What a node is told that asks while nothing may be proposed here. */
    PeerStatus whyNotServing() {
        return lease.leadingTerm() == LeaderLease.NO_TERM ? PeerStatus.NOT_LEADER : PeerStatus.NOT_READY;
    }

    /** Nothing proposed here is without an end. */
    boolean nothingInFlight() {
        return flights.isEmpty();
    }

    /** Proposes a release past the closed admission; only after {@link LeaderLease#beginRelease}. */
    CompletableFuture<LogPosition> proposeRelease() {
        Flight flight = new Flight();
        CompletableFuture<LogPosition> committed = new CompletableFuture<>();
        flight.barriers.add(committed);
        launch(flight, RELEASE);
        return committed;
    }

    /** Takes up whatever can go now. Any thread; returns at once when another is at it. */
    void pump() {
        if (pumping.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            boolean more = true;
            while (more) {
                more = lease.servingTerm() != LeaderLease.NO_TERM ? launchNext() : turnAway();
            }
            seen = pumping.addAndGet(-seen);
        } while (seen != 0);
    }

    private boolean launchNext() {
        if (flights.size() >= limits.entriesInFlight() || held) {
            return false;
        }
        Flight flight = new Flight();
        flight.load();
        if (flight.isEmpty()) {
            return false;
        }
        launch(flight, TICK);
        return true;
    }

    /** Not serving: what must be decided here is answered, local writes go where the leader is. */
    private boolean turnAway() {
        PeerStatus status = whyNotServing();
        StampedBatch batch;
        while ((batch = stamped.poll()) != null) {
            StampedBatch refused = batch;
            delivery.execute(() -> refused.answer().accept(turnedAway(status)));
        }
        CompletableFuture<LogPosition> barrier;
        while ((barrier = barriers.poll()) != null) {
            CompletableFuture<LogPosition> refused = barrier;
            delivery.execute(() -> refused.completeExceptionally(new RequestFailure(Kind.NO_LEADER)));
        }
        forgetEnded();
        Forwarder target = forwarder;
        if (target == null || writes.isEmpty() || !target.mayForward()) {
            return false;
        }
        List<PendingWrite> taken = new ArrayList<>();
        takeWrites(taken, 0);
        if (!taken.isEmpty()) {
            target.forward(taken);
        }
        return !writes.isEmpty();
    }

    /**
     * What has run out of time while nobody led must not be kept until somebody does. Only here, where nobody else
     * takes from the queue.
     */
    private void forgetEnded() {
        PendingWrite first;
        while ((first = writes.peek()) != null && first.isDone()) {
            writes.remove();
        }
    }

    /**
     * Writes that nobody has taken yet; those among them that have ended are soon forgotten. Counts them one by one.
     */
    int waiting() {
        return writes.size();
    }

    /** Raft and the lease disagree for a moment about who leads, or Raft is full: asking again at once would spin. */
    private void hold() {
        held = true;
        crew.timer()
                .schedule(
                        () -> {
                            held = false;
                            pump();
                        },
                        limits.retryDelay().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private ForwardResult turnedAway(PeerStatus status) {
        return new ForwardResult(status, replica.leader(), LogPosition.NONE, null);
    }

    private void takeWrites(List<PendingWrite> into, int alreadyBytes) {
        int bytes = alreadyBytes;
        PendingWrite next;
        while (into.size() < limits.batchRequests() && (next = writes.peek()) != null) {
            if (bytes > 0 && bytes + next.bytes() > limits.batchBytes()) {
                return;
            }
            writes.remove();
            if (next.take()) {
                into.add(next);
                bytes += next.bytes();
            }
        }
    }

    private void launch(Flight flight, byte[] whenEmpty) {
        flights.add(flight);
        byte[] entry = flight.encode(whenEmpty);
        figures.requests().record(flight.writes.size());
        figures.bytes().record(entry.length);
        replica.propose(entry, flight);
    }

    /** Ends what has waited too long: queued writes were never sent, those in flight may yet be applied. */
    void expire(long nowNanos) {
        for (PendingWrite write : writes) {
            if (write.isExpired(nowNanos)) {
                // Somebody may be taking it out of the queue right now.
                write.failWaiting(Kind.NO_LEADER);
            }
        }
        for (Flight flight : flights) {
            for (PendingWrite write : flight.writes) {
                if (write.isExpired(nowNanos)) {
                    write.fail(Kind.INDETERMINATE);
                }
            }
        }
    }

    /** One entry between being proposed and its end. */
    private final class Flight implements ProposalListener {
        private final List<PendingWrite> writes = new ArrayList<>();
        private final List<StampedBatch> stamped = new ArrayList<>();
        private final List<CompletableFuture<LogPosition>> barriers = new ArrayList<>();
        private final long startedNanos = crew.clock().monotonicNanos();

        void load() {
            int bytes = 0;
            StampedBatch next;
            while ((next = Proposals.this.stamped.peek()) != null
                    && (bytes == 0 || bytes + next.bytes().length <= limits.batchBytes())) {
                stamped.add(Proposals.this.stamped.remove());
                bytes += next.bytes().length;
            }
            if (bytes < limits.batchBytes()) {
                takeWrites(writes, bytes);
            }
            CompletableFuture<LogPosition> barrier;
            while ((barrier = Proposals.this.barriers.poll()) != null) {
                barriers.add(barrier);
            }
        }

        boolean isEmpty() {
            return writes.isEmpty() && stamped.isEmpty() && barriers.isEmpty();
        }

        byte[] encode(byte[] whenEmpty) {
            List<byte[]> batches = new ArrayList<>(stamped.size() + 1);
            for (StampedBatch batch : stamped) {
                batches.add(batch.bytes());
            }
            if (!writes.isEmpty()) {
                List<byte[]> requests = new ArrayList<>(writes.size());
                for (PendingWrite write : writes) {
                    requests.add(write.encoded());
                }
                batches.add(CommandCodec.encodeBatch(null, requests));
            } else if (stamped.isEmpty()) {
                batches.add(CommandCodec.encodeBatch(null, List.of(whenEmpty)));
            }
            return CommandCodec.encodeEntry(hlc.next(), proposer.node(), proposer.boot(), batches);
        }

        @Override
        public void applied(LogPosition position, List<BatchResult> results) {
            flights.remove(this);
            figures.commit().recordNanos(crew.clock().monotonicNanos() - startedNanos);
            Executor thread = isCheapToDeliver() ? Runnable::run : delivery;
            thread.execute(() -> {
                pump();
                deliver(position, results);
            });
        }

        /**
         * With nothing else to do, an answer or two to clients take the apply thread less time than waking another
         * thread for them. Answers to other nodes share streams, which the delivery thread orders.
         */
        private boolean isCheapToDeliver() {
            return writes.size() <= ANSWERS_INLINE
                    && stamped.isEmpty()
                    && barriers.isEmpty()
                    && Proposals.this.writes.isEmpty()
                    && Proposals.this.stamped.isEmpty();
        }

        private void deliver(LogPosition position, List<BatchResult> results) {
            for (int i = 0; i < stamped.size(); i++) {
                byte[] encoded = results.get(i).encoded();
                stamped.get(i).answer().accept(new ForwardResult(PeerStatus.OK, null, position, encoded));
            }
            if (!writes.isEmpty()) {
                var outcomes = results.get(stamped.size()).outcomes();
                for (int i = 0; i < writes.size(); i++) {
                    writes.get(i).answer(outcomes.get(i), position);
                }
            }
            barriers.forEach(barrier -> barrier.complete(position));
        }

        /** Nothing happened: the writes wait again, for a moment, and the rest is told. */
        @Override
        public void refused(Refusal refusal) {
            hold();
            flights.remove(this);
            PeerStatus status = refusal == Refusal.OVERLOADED ? PeerStatus.OVERLOADED : PeerStatus.NOT_LEADER;
            Kind kind = refusal == Refusal.OVERLOADED ? Kind.OVERLOADED : Kind.NO_LEADER;
            putBack(writes);
            delivery.execute(() -> {
                stamped.forEach(batch -> batch.answer().accept(turnedAway(status)));
                barriers.forEach(barrier -> barrier.completeExceptionally(new RequestFailure(kind)));
            });
        }

        @Override
        public void indeterminate() {
            flights.remove(this);
            delivery.execute(() -> {
                pump();
                stamped.forEach(batch -> batch.answer().accept(ForwardResult.of(PeerStatus.INDETERMINATE)));
                writes.forEach(write -> write.fail(Kind.INDETERMINATE));
                barriers.forEach(barrier -> barrier.completeExceptionally(new RequestFailure(Kind.LEADER_CHANGED)));
            });
        }
    }
}
