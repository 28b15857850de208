package io.quorate.server.request;

import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.SessionId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of local writes to whoever leads. Each batch carries a stamp of this process' own session, so it may be
 * sent again, to any leader or to ourselves when we have become it, and is applied once. It is sent until it is
 * answered or all its writes have expired.
 */
final class Forwarder {
    private static final int MAX_OUTSTANDING = 4;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

    private final ReplicaGroup replica;
    private final GroupId group;
    private final PeerCalls peers;
    private final LeaderLease lease;
    private final Proposals proposals;
    private final ScheduledExecutorService timer;
    private final Duration retryDelay;
    private final Metrics.Counter forwarded;
    private final Metrics.Counter resent;
    private final Supplier<SessionId> newSession;
    private final Set<Outgoing> outstanding = ConcurrentHashMap.newKeySet();
    private volatile StampedSession session;

    /** A batch without its answer. Attempts of one batch follow each other; nothing here is shared between two. */
    private static final class Outgoing {
        final StampedSession session;
        final long sequence;
        final byte[] bytes;
        final List<PendingWrite> writes;
        volatile boolean underWay;
        volatile boolean lost;

        Outgoing(StampedSession session, long sequence, byte[] bytes, List<PendingWrite> writes) {
            this.session = session;
            this.sequence = sequence;
            this.bytes = bytes;
            this.writes = writes;
        }

        /** May have been applied, or may yet be: some attempt has no answer. */
        Kind kindOfFailure() {
            return underWay || lost ? Kind.INDETERMINATE : Kind.NO_LEADER;
        }

        boolean isOver() {
            return writes.stream().allMatch(PendingWrite::isDone);
        }
    }

    /** What the forwarder works with. */
    record Wiring(
            ReplicaGroup replica, GroupId group, PeerCalls peers, LeaderLease lease, ScheduledExecutorService timer) {}

    Forwarder(
            Wiring wiring, Proposals proposals, Supplier<SessionId> newSession, Duration retryDelay, Metrics metrics) {
        this.replica = wiring.replica();
        this.group = wiring.group();
        this.peers = wiring.peers();
        this.lease = wiring.lease();
        this.timer = wiring.timer();
        this.proposals = proposals;
        this.newSession = newSession;
        this.session = new StampedSession(newSession.get());
        this.retryDelay = retryDelay;
        this.forwarded = metrics.counter("quorate_batches_forwarded", "Batches of local writes sent to the leader");
        this.resent = metrics.counter("quorate_batches_resent", "Batches sent again because they got no answer");
    }

    /** Whether another batch may be sent now; if not, writes gather for the next. */
    boolean mayForward() {
        NodeId leader = replica.leader();
        return leader != null && !leader.equals(replica.self()) && outstanding.size() < MAX_OUTSTANDING;
    }

    void forward(List<PendingWrite> writes) {
        StampedSession current = session;
        SessionStamp stamp = current.next();
        byte[] bytes = CommandCodec.encodeBatch(
                stamp, writes.stream().map(PendingWrite::encoded).toList());
        Outgoing outgoing = new Outgoing(current, stamp.sequence(), bytes, writes);
        outstanding.add(outgoing);
        forwarded.add(1);
        attempt(outgoing);
    }

    private void attempt(Outgoing outgoing) {
        if (outgoing.isOver()) {
            end(outgoing);
            return;
        }
        if (lease.servingTerm() != LeaderLease.NO_TERM) {
            outgoing.underWay = true;
            proposals.submit(new StampedBatch(outgoing.bytes, result -> answered(outgoing, result)));
            return;
        }
        NodeId leader = replica.leader();
        if (leader == null || leader.equals(replica.self())) {
            again(outgoing);
            return;
        }
        outgoing.underWay = true;
        peers.forward(leader, group, outgoing.bytes, CALL_TIMEOUT)
                .whenComplete((result, error) ->
                        answered(outgoing, error == null ? result : ForwardResult.of(PeerStatus.INDETERMINATE)));
    }

    private void answered(Outgoing outgoing, ForwardResult result) {
        if (result.status() == PeerStatus.INDETERMINATE) {
            outgoing.lost = true;
        }
        outgoing.underWay = false;
        switch (result.status()) {
            case OK -> delivered(outgoing, result.outcome());
            case INDETERMINATE, NOT_LEADER, NOT_READY, OVERLOADED -> again(outgoing);
            case REFUSED -> {
                end(outgoing);
                outgoing.writes.forEach(write -> write.fail(outgoing.kindOfFailure()));
            }
        }
    }

    private void delivered(Outgoing outgoing, byte @Nullable [] encoded) {
        List<Outcome> outcomes = encoded == null ? List.of() : CommandCodec.decodeOutcomes(encoded);
        if (outcomes.size() == outgoing.writes.size() && !isExpired(outcomes)) {
            outgoing.session.confirm();
            end(outgoing);
            for (int i = 0; i < outcomes.size(); i++) {
                outgoing.writes.get(i).answer(outcomes.get(i));
            }
            return;
        }
        renewSession(outgoing.session);
        end(outgoing);
        if (outgoing.lost) {
            outgoing.writes.forEach(write -> write.fail(Kind.INDETERMINATE));
        } else {
            // This one attempt was refused and there was no other: nothing was applied.
            forward(outgoing.writes.stream().filter(write -> !write.isDone()).toList());
        }
    }

    /** The batch's own stamp was refused, which every request in it tells; a client's stamp is refused by itself. */
    private static boolean isExpired(List<Outcome> outcomes) {
        return outcomes.stream()
                .allMatch(outcome ->
                        outcome instanceof Outcome.Rejected rejected && rejected.reason() == Rejection.SESSION_EXPIRED);
    }

    /** The group has forgotten our session, after ten thousand others: go on under a new name. */
    private synchronized void renewSession(StampedSession expired) {
        if (session == expired) {
            session = new StampedSession(newSession.get());
        }
    }

    private void again(Outgoing outgoing) {
        resent.add(1);
        timer.schedule(() -> attempt(outgoing), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(Outgoing outgoing) {
        outstanding.remove(outgoing);
        outgoing.session.end(outgoing.sequence);
        proposals.pump();
    }

    /** Ends writes that have waited too long; their batch is not sent again once all of them are. */
    void expire(long nowNanos) {
        for (Outgoing outgoing : outstanding) {
            for (PendingWrite write : outgoing.writes) {
                if (write.isExpired(nowNanos)) {
                    write.fail(outgoing.kindOfFailure());
                }
            }
        }
    }
}
