package io.quorate.server.request;

import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Request;
import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.SessionId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.LeadershipListener;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One keyspace on this node: where requests from clients and from other nodes meet the replica. Composed of small
 * parts, each with one concern: admission, proposals, forwarding, fresh reads, history compaction, handover.
 */
public final class Keyspace implements KeyspaceRequests, LeadershipListener {
    private static final Logger LOG = LoggerFactory.getLogger(Keyspace.class);
    private static final long LAST_SWEEPS_MILLIS = 1_000;
    private static final long LONGER_THAN_ANYBODY_WAITS = TimeUnit.DAYS.toNanos(1);

    private final ReplicaGroup replica;
    private final LocalState state;
    private final LeaderLease lease;
    private final Proposals.Crew crew;
    private final Admission admission;
    /** For good: whatever comes now has come too late. */
    private volatile boolean closed;

    private final Proposals proposals;
    private final Forwarder forwarder;
    private final FreshReads fresh;
    private final HistoryCompaction compaction;
    private final Reads reads;
    private final Runnable stopSweeps;

    /**
     * What a keyspace is made of.
     *
     * @param delivery runs callbacks with outcomes, in order, one at a time; must not block
     * @param timer runs retries and sweeps; must not block
     * @param background runs history compaction that somebody waits for; may block
     * @param ticks of the node
     */
    public record Parts(
            GroupId group,
            ReplicaGroup replica,
            LocalState state,
            LeaderLease lease,
            PeerCalls peers,
            NodeClock clock,
            Executor delivery,
            ScheduledExecutorService timer,
            Executor background,
            SharedTicks ticks) {}

    /**
     * The ticks of a node, for all its keyspaces.
     *
     * @param sweeps on the timer
     * @param compactions in the background
     */
    public record SharedTicks(Ticks sweeps, Ticks compactions) {
        private static final Duration SWEEP = Duration.ofMillis(50);
        private static final Duration COMPACTION = Duration.ofMillis(100);

        public static SharedTicks on(ScheduledExecutorService timer, ScheduledExecutorService background) {
            return new SharedTicks(Ticks.every(SWEEP, timer), Ticks.every(COMPACTION, background));
        }
    }

    /** A keyspace that is alone on its node. */
    public Keyspace(Parts parts, RequestLimits limits, Metrics metrics) {
        this(parts, new Admission(limits, metrics), limits, metrics);
    }

    /** @param admission of the node, shared by all its keyspaces */
    public Keyspace(Parts parts, Admission admission, RequestLimits limits, Metrics metrics) {
        this.replica = parts.replica();
        this.state = parts.state();
        this.lease = parts.lease();
        this.crew = new Proposals.Crew(parts.clock(), parts.delivery(), parts.timer());
        this.admission = admission;
        long boot = ThreadLocalRandom.current().nextLong();
        this.proposals = new Proposals(
                replica, lease, limits, new Proposals.Proposer(replica.self().value(), boot), crew, metrics);
        var wiring = new Forwarder.Wiring(replica, parts.group(), parts.peers(), lease, crew.timer());
        this.forwarder = new Forwarder(
                wiring,
                proposals,
                () -> new SessionId(ThreadLocalRandom.current().nextLong(), boot),
                limits.retryDelay(),
                metrics);
        proposals.forwardTo(forwarder);
        Freshness freshness = new Freshness(crew.clock(), limits.reads().driftBound());
        this.fresh = new FreshReads(wiring, proposals, crew, freshness, limits.retryDelay(), metrics);
        var local = new LocalReads(wiring, state, crew, fresh, freshness, limits.reads(), metrics);
        this.reads = new Reads(wiring, state, crew, fresh, local, metrics);
        this.compaction =
                new HistoryCompaction(state, parts.background(), parts.ticks().compactions(), crew.clock());
        this.stopSweeps = parts.ticks().sweeps().add(this::sweep);
    }

    private void sweep() {
        long now = crew.clock().monotonicNanos() + (closed ? LONGER_THAN_ANYBODY_WAITS : 0);
        proposals.expire(now);
        forwarder.expire(now);
        reads.sweep(now);
        proposals.pump();
    }

    /**
     * The replica cannot go on, or leaves this node: nobody need wait for an answer that cannot come. What was proposed
     * may be committed by the others all the same, so its outcome is unknown.
     */
    public void giveUp() {
        closed = true;
        crew.timer().execute(this::sweep);
        // What was just on its way in when it closed is swept out as well.
        crew.timer().schedule(stopSweeps, LAST_SWEEPS_MILLIS, TimeUnit.MILLISECONDS);
        compaction.close();
    }

    @Override
    public CompletableFuture<Committed> write(Request request, int bytes, long deadlineNanos) {
        if (closed) {
            return CompletableFuture.failedFuture(new RequestFailure(Kind.STOPPED));
        }
        if (!admission.admit(bytes)) {
            return CompletableFuture.failedFuture(new RequestFailure(Kind.OVERLOADED));
        }
        PendingWrite write =
                new PendingWrite(CommandCodec.encodeRequest(request), request.stamp() != null, deadlineNanos);
        write.whenComplete((outcome, failure) -> admission.release(bytes));
        proposals.submit(write);
        return write;
    }

    @Override
    public CompletableFuture<Proven<MvccReader.ReadOutcome>> read(
            RangeQuery query, ReadOptions options, long deadlineNanos) {
        return reads.read(query, options, deadlineNanos);
    }

    @Override
    public CompletableFuture<MvccReader.ReadOutcome> readState(RangeQuery query) {
        return reads.readState(query);
    }

    @Override
    public CompletableFuture<Vouch> vouch(ReadOptions options, long deadlineNanos) {
        return reads.vouch(options, deadlineNanos);
    }

    @Override
    public @Nullable ReadProof prove(Vouch vouch, ReadOptions options) {
        return reads.prove(vouch, options);
    }

    @Override
    public CompletableFuture<Void> awaitPhysicalCompaction(long revision, long deadlineNanos) {
        return compaction.await(revision, deadlineNanos);
    }

    @Override
    public GroupStatus status() {
        return replica.status();
    }

    @Override
    public long term() {
        return replica.term();
    }

    @Override
    public long revision() {
        return state.revision();
    }

    @Override
    public long sizeBytes() {
        return state.sizeBytes();
    }

    /** A batch from another node: proposed here if this node leads, else turned away; never sent on. */
    public CompletableFuture<ForwardResult> forwarded(byte[] batch) {
        if (lease.servingTerm() == LeaderLease.NO_TERM) {
            return CompletableFuture.completedFuture(
                    new ForwardResult(proposals.whyNotServing(), replica.leader(), LogPosition.NONE, null));
        }
        if (!isBatch(batch)) {
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.REFUSED));
        }
        if (!admission.admit(batch.length)) {
            return CompletableFuture.completedFuture(ForwardResult.of(PeerStatus.OVERLOADED));
        }
        CompletableFuture<ForwardResult> answer = new CompletableFuture<>();
        answer.whenComplete((result, failure) -> admission.release(batch.length));
        proposals.submit(new StampedBatch(batch, answer::complete));
        return answer;
    }

    /** What is in the log every replica must be able to apply: what does not decode is kept out of it. */
    private static boolean isBatch(byte[] batch) {
        try {
            CommandCodec.decodeBatch(batch);
            return true;
        } catch (Fault e) {
            LOG.atError()
                    .addKeyValue("bytes", batch.length)
                    .setCause(e)
                    .log("refused a malformed batch of another node");
            return false;
        }
    }

    /** A read index for another node. */
    public CompletableFuture<ReadIndexResult> readIndex(NodeId from) {
        return fresh.asLeader().whenComplete((result, error) -> {
            if (error == null && result.status() == PeerStatus.OK) {
                replica.announceCommitted(from, result.position().index());
            }
        });
    }

    /**
     * Planned handover: admission closes, what is in flight ends, a release is committed, and leadership goes to the
     * other node, which need not wait a lease out. Requests that come meanwhile wait and go to the new leader. When it
     * fails, this node goes on leading.
     *
     * @return true when the other node leads
     */
    public CompletableFuture<Boolean> handOver(NodeId to, Duration timeout) {
        return new Handover(replica, lease, proposals, crew.timer(), crew.clock()).start(to, timeout);
    }

    @Override
    public void leading(long term) {
        crew.timer().execute(forwarder::leaderChanged);
        crew.timer().schedule(proposals::pump, lease.waitOutLeft().toNanos() + 1, TimeUnit.NANOSECONDS);
    }

    @Override
    public void following() {
        crew.timer().execute(proposals::pump);
    }

    @Override
    public void leaderKnown() {
        crew.timer().execute(() -> {
            forwarder.leaderChanged();
            proposals.pump();
        });
    }
}
