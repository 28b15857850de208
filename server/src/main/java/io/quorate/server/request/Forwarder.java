package io.quorate.server.request;

import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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

    /**
     * A batch without its answer. Attempts of one batch follow each other: whoever ends one, by its answer or because
     * another node leads now, begins the next, and an answer that comes after that is not listened to.
     */
    private static final class Outgoing {
        /** No attempt is under way, and all there were have been turned away. */
        private static final int TURNED_AWAY = 0;
        /** No attempt is under way, and some got no answer: it may have been applied, or may yet be. */
        private static final int LOST = -1;

        private static final int ENDED = -2;

        final StampedSession session;
        final long sequence;
        final byte[] bytes;
        final List<PendingWrite> writes;
        /** One of the above, or the number of the attempt that is under way. */
        private final AtomicInteger state = new AtomicInteger(TURNED_AWAY);
        // Of whoever makes the attempts.
        private volatile int attempts;
        private volatile @Nullable NodeId askedOf;
        private volatile boolean lost;

        /** Its writes were sent under a session before, which was refused. */
        final boolean renewed;

        Outgoing(StampedSession session, SessionStamp stamp, List<PendingWrite> writes, boolean renewed) {
            this.session = session;
            this.sequence = stamp.sequence();
            this.bytes = CommandCodec.encodeBatch(
                    stamp, writes.stream().map(PendingWrite::encoded).toList());
            this.writes = writes;
            this.renewed = renewed;
        }

        /** Begins an attempt, which must be made now; false when the batch has ended meanwhile. */
        boolean begin(NodeId leader) {
            int next = attempts + 1;
            attempts = next;
            askedOf = leader;
            return state.compareAndSet(resting(), next);
        }

        private int resting() {
            return lost ? LOST : TURNED_AWAY;
        }

        int attempt() {
            return attempts;
        }

        /** Ends an attempt that was turned away; false when it was given up before. */
        boolean turnedAway(int number) {
            return state.compareAndSet(number, resting());
        }

        /** Ends an attempt of unknown outcome; false when it was given up before. */
        boolean lose(int number) {
            if (!state.compareAndSet(number, LOST)) {
                return false;
            }
            lost = true;
            return true;
        }

        /** Gives up the attempt that is under way with another node; false when there is none. */
        boolean loseUnlessWith(NodeId leader) {
            int number = state.get();
            return number > TURNED_AWAY && !leader.equals(askedOf) && lose(number);
        }

        /** Ends the batch by the answer to an attempt; false when that was given up before. */
        boolean end(int number) {
            return state.compareAndSet(number, ENDED);
        }

        /** Ends the batch if it surely has had no effect, and will not have. */
        boolean endWithoutEffect() {
            return state.compareAndSet(TURNED_AWAY, ENDED);
        }

        boolean mayHaveHadEffect() {
            return lost;
        }

        boolean isOver() {
            return writes.stream().allMatch(PendingWrite::isDone);
        }

        List<PendingWrite> open(Predicate<PendingWrite> which) {
            return writes.stream()
                    .filter(write -> !write.isDone() && which.test(write))
                    .toList();
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

    /** Sends writes, which the caller has taken. */
    void forward(List<PendingWrite> writes) {
        forward(writes, false);
    }

    private void forward(List<PendingWrite> writes, boolean renewed) {
        StampedSession current = session;
        Outgoing outgoing = new Outgoing(current, current.next(), writes, renewed);
        outstanding.add(outgoing);
        forwarded.add(1);
        attempt(outgoing);
    }

    private void attempt(Outgoing outgoing) {
        if (outgoing.isOver()) {
            end(outgoing);
            return;
        }
        boolean leading = lease.servingTerm() != LeaderLease.NO_TERM;
        NodeId leader = leading ? replica.self() : replica.leader();
        if (leader == null || (!leading && leader.equals(replica.self()))) {
            again(outgoing);
            return;
        }
        if (!outgoing.begin(leader)) {
            return;
        }
        int number = outgoing.attempt();
        if (leading) {
            proposals.submit(new StampedBatch(outgoing.bytes, result -> answered(outgoing, number, result)));
        } else {
            peers.forward(leader, group, outgoing.bytes, CALL_TIMEOUT)
                    .whenComplete((result, error) -> answered(
                            outgoing, number, error == null ? result : ForwardResult.of(PeerStatus.INDETERMINATE)));
        }
    }

    /**
     * Another node leads, or this one does: what is still with a former leader is sent again without waiting for that
     * one, which may be cut off and never answer. Its stamp lets it be applied once.
     */
    void leaderChanged() {
        NodeId leader = replica.leader();
        if (leader == null) {
            return;
        }
        for (Outgoing outgoing : outstanding) {
            if (outgoing.loseUnlessWith(leader)) {
                resent.add(1);
                attempt(outgoing);
            }
        }
    }

    private void answered(Outgoing outgoing, int number, ForwardResult result) {
        switch (result.status()) {
            case OK -> {
                if (outgoing.end(number)) {
                    delivered(outgoing, result.outcome(), result.position());
                }
            }
            case INDETERMINATE -> {
                if (outgoing.lose(number)) {
                    again(outgoing);
                }
            }
            case NOT_LEADER, NOT_READY, OVERLOADED -> {
                if (outgoing.turnedAway(number)) {
                    again(outgoing);
                }
            }
            case REFUSED -> {
                if (outgoing.end(number)) {
                    end(outgoing);
                    Kind kind = outgoing.mayHaveHadEffect() ? Kind.INDETERMINATE : Kind.NO_LEADER;
                    outgoing.writes.forEach(write -> write.fail(kind));
                }
            }
        }
    }

    private void delivered(Outgoing outgoing, byte @Nullable [] encoded, LogPosition position) {
        List<Outcome> outcomes = encoded == null ? List.of() : CommandCodec.decodeOutcomes(encoded);
        boolean understood = outcomes.size() == outgoing.writes.size();
        if (understood && (outgoing.renewed || !isExpired(outcomes))) {
            outgoing.session.confirm();
            end(outgoing);
            for (int i = 0; i < outcomes.size(); i++) {
                outgoing.writes.get(i).answer(outcomes.get(i), position);
            }
            return;
        }
        renewSession(outgoing.session);
        end(outgoing);
        if (understood && !outgoing.mayHaveHadEffect()) {
            // Every attempt was refused, and nothing was applied.
            forward(outgoing.open(write -> true), true);
        } else {
            outgoing.writes.forEach(write -> write.fail(Kind.INDETERMINATE));
        }
    }

    /**
     * The batch's own stamp was refused, which every request in it tells; or, in a batch of nothing else, all its
     * clients' stamps were, which shows when it is refused under a new session as well.
     */
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

    /**
     * Ends writes that have waited too long. A batch that was turned away whenever it was sent is taken apart: those of
     * its writes that have time left wait again, and the others will not be sent any more.
     */
    void expire(long nowNanos) {
        for (Outgoing outgoing : outstanding) {
            List<PendingWrite> expired = outgoing.open(write -> write.isExpired(nowNanos));
            if (expired.isEmpty()) {
                continue;
            }
            if (outgoing.endWithoutEffect()) {
                proposals.putBack(outgoing.open(write -> !write.isExpired(nowNanos)));
                expired.forEach(write -> write.fail(Kind.NO_LEADER));
                end(outgoing);
            } else {
                expired.forEach(write -> write.fail(Kind.INDETERMINATE));
            }
        }
    }
}
