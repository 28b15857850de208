package io.quorate.server.leadership;

import io.quorate.server.common.NodeClock;
import io.quorate.server.replication.GroupStatus.LeaseState;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When this replica, as leader of one group, may propose and may serve reads from its own state. The log is the lease:
 * a committed entry that this leader proposed at t lets it serve until t + D; a later leader, which has that entry and
 * received it no earlier than t, serves nothing before D has surely passed since. The argument, with its cases, is in
 * docs/design/leases.md; the names of its rules are used here.
 *
 * <p>A linearizable read under lease goes: {@code term = servingTerm()}; {@code isLeaseValid(term)}, else a barrier;
 * take the commit index; await applied at or above it; read the value; {@code isLeaseValid(term)} <em>again</em>, else
 * a barrier. The commit index and not the applied one: a follower may have applied, and shown, what this leader has
 * committed but not applied yet.
 *
 * <p>A read behind a barrier, and one at an index that a leader gave, goes otherwise: after its value was read, Raft's
 * term on the replica that read it must still be no later than the term that vouched.
 *
 * <p>Any thread may call anything. Queries are one volatile read and at most one reading of the clock; events take the
 * monitor for a few instructions.
 */
public final class LeaderLease {
    /** Not leading. */
    public static final long NO_TERM = -1;

    /** What a leadership goes through. */
    public enum Phase {
        /** Does not lead. */
        FOLLOWING,
        /** Elected; entries of earlier terms are still to be applied. */
        ELECTED,
        /** Ready, but a former leader's lease may still be valid. */
        WAITING_OUT,
        /** May propose; may serve when a lease is valid. */
        SERVING,
        /** Hands over: the release is, or may be, on its way into the log. */
        RELEASING,
        /** Hands over: the release is committed. */
        RELEASED
    }

    /** Told of every change of phase, in order, under the monitor: be quick and do not call back. */
    @FunctionalInterface
    public interface Listener {
        void phaseChanged(long term, Phase from, Phase to);
    }

    /**
     * Equal on every replica that may lead the group; a replica with a shorter duration or a smaller bound than
     * another's would wait too short for it.
     *
     * @param duration D: how long a committed entry lets its proposer serve, from when it was proposed
     * @param driftBound rho: every node's monotonic clock advances between (1 - rho) and (1 + rho) per unit of real
     *     time
     * @param leaseReads false: never serve under lease, every linearizable read is a barrier; the wait-out stays
     */
    public record Settings(Duration duration, double driftBound, boolean leaseReads) {
        public Settings {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("lease duration must be positive: " + duration);
            }
            if (!(driftBound >= 0 && driftBound <= 0.5)) {
                throw new IllegalArgumentException("drift bound must be within 0 and 0.5: " + driftBound);
            }
        }

        /**
         * How long a new leader waits, by its own clock, since it received the last entry of an earlier term. Its clock
         * may be the fastest allowed and the former leader's the slowest: D / (1 - rho) of real time is D (1 + rho) /
         * (1 - rho) on it, a little more than D (1 + 2 rho).
         */
        public Duration waitOut() {
            return Duration.ofNanos(waitOutNanos());
        }

        private long waitOutNanos() {
            double factor = (1 + driftBound) / (1 - driftBound);
            return (long) Math.ceil(duration.toNanos() * factor) + 1;
        }
    }

    /**
     * One immutable view, so that a query never mixes two leaderships.
     *
     * @param waitOutEnd when WAITING_OUT is over
     * @param grantFloor only entries proposed after this grant
     * @param validUntil the lease is valid before this; never after now unless SERVING
     */
    private record View(long term, Phase phase, long waitOutEnd, long grantFloor, long validUntil) {
        /** A wait-out ends by time alone, so that nobody needs a timer: a view may say WAITING_OUT for longer. */
        boolean isServing(NodeClock clock) {
            return phase == Phase.SERVING || (phase == Phase.WAITING_OUT && clock.monotonicNanos() - waitOutEnd >= 0);
        }
    }

    private final NodeClock clock;
    private final Listener listener;
    private final boolean leaseReads;
    private final long durationNanos;
    private final long waitOutNanos;

    /** When this replica last received an entry that another process proposed; only grows. */
    private final AtomicLong lastReceipt;

    /** When a renewal was last asked for, so that many readers ask once. */
    private final AtomicLong lastRenewal;

    private volatile View view;

    /** The newest leadership that ended; late news of it or of older ones is ignored. Guarded by this. */
    private long endedTerm = NO_TERM;

    public LeaderLease(NodeClock clock, Settings settings) {
        this(clock, settings, (term, from, to) -> {});
    }

    /** At boot: what this replica's log holds was received at an unknown time, at the latest now. */
    public LeaderLease(NodeClock clock, Settings settings, Listener listener) {
        this.clock = clock;
        this.listener = listener;
        this.leaseReads = settings.leaseReads();
        this.durationNanos = settings.duration().toNanos();
        this.waitOutNanos = settings.waitOutNanos();
        long now = clock.monotonicNanos();
        this.lastReceipt = new AtomicLong(now);
        this.lastRenewal = new AtomicLong(now - durationNanos);
        this.view = new View(NO_TERM, Phase.FOLLOWING, now, now, now);
    }

    // Events of a follower.

    /**
     * This replica was given an entry that another process proposed. Called for each, after it arrived and before it is
     * part of this replica's log, so that no election can count an entry whose receipt is not noted yet.
     */
    public void entryReceived() {
        long now = clock.monotonicNanos();
        long last = lastReceipt.get();
        while (now - last > 0 && !lastReceipt.compareAndSet(last, now)) {
            last = lastReceipt.get();
        }
    }

    /** Entries came by another way, at a time not known: a snapshot was installed. */
    public void receiptUnknown() {
        entryReceived();
    }

    // Events of a leader.

    /** Elected. News of an older leadership that comes later is ignored. */
    public synchronized void becameLeader(long term) {
        if (term > endedTerm && term > view.term()) {
            lostLeadership();
            change(new View(term, Phase.ELECTED, 0, 0, clock.monotonicNanos()));
        }
    }

    /**
     * Everything of earlier terms is applied: the start-up entry of this term is.
     *
     * @param releaseWasLast the last of our entries in earlier terms, whoever proposed it, is a release; false when not
     *     known
     */
    public synchronized void leaderReady(long term, boolean releaseWasLast) {
        becameLeader(term);
        if (view.term() != term || view.phase() != Phase.ELECTED) {
            return;
        }
        long now = clock.monotonicNanos();
        long end = releaseWasLast ? now : lastReceipt.get() + waitOutNanos;
        change(new View(term, Phase.WAITING_OUT, end, 0, now));
        settle();
    }

    /** Does not lead any more, in whatever term it did. */
    public synchronized void lostLeadership() {
        View now = view;
        if (now.term() != NO_TERM) {
            endedTerm = Math.max(endedTerm, now.term());
            long nanos = clock.monotonicNanos();
            change(new View(NO_TERM, Phase.FOLLOWING, nanos, nanos, nanos));
        }
    }

    /** Does not lead this term any more; a newer leadership stays. */
    public synchronized void lostLeadership(long term) {
        endedTerm = Math.max(endedTerm, term);
        if (view.term() != NO_TERM && view.term() <= term) {
            lostLeadership();
        }
    }

    /**
     * An entry that this leader proposed in this term is committed and applied: grants or extends the lease. Never to
     * be called for an entry that somebody else proposed, nor for Raft's own entries.
     *
     * @param proposedAtNanos the monotonic clock, read before the entry was handed to consensus
     */
    public synchronized void committed(long term, long proposedAtNanos) {
        settle();
        View now = view;
        if (now.term() != term || now.phase() != Phase.SERVING || proposedAtNanos - now.grantFloor() <= 0) {
            return;
        }
        long until = proposedAtNanos + durationNanos;
        if (until - now.validUntil() > 0) {
            view = new View(term, now.phase(), now.waitOutEnd(), now.grantFloor(), until);
        }
    }

    /**
     * Stops admission, reads and grants. Only when this answers true may a release be proposed, and nothing after it.
     *
     * @return false when this replica may not propose in this term anyway
     */
    public synchronized boolean beginRelease(long term) {
        settle();
        if (view.term() != term || view.phase() != Phase.SERVING) {
            return false;
        }
        moveTo(Phase.RELEASING);
        return true;
    }

    /** The release is committed; now leadership may be transferred. */
    public synchronized void released(long term) {
        if (view.term() == term && view.phase() == Phase.RELEASING) {
            moveTo(Phase.RELEASED);
        }
    }

    /**
     * The handover failed and this replica goes on leading. It may propose at once. It may serve under lease only when
     * an entry proposed from now on is committed: until then the release may be the last entry of a successor's log,
     * and that successor does not wait. Call it only when handing over the release has returned, whatever became of it,
     * so that no entry proposed from now on can come before it in the log.
     */
    public synchronized void cancelRelease(long term) {
        if (view.term() == term && (view.phase() == Phase.RELEASING || view.phase() == Phase.RELEASED)) {
            moveTo(Phase.SERVING);
        }
    }

    /**
     * The monotonic clock is suspected to have stood still or jumped: drops the lease, begins a wait-out that is not
     * over again, and holds all receipts for new. Entries proposed from now on grant again.
     */
    public synchronized void timeJump() {
        receiptUnknown();
        settle();
        View now = view;
        if (now.phase() == Phase.WAITING_OUT) {
            long end = clock.monotonicNanos() + waitOutNanos;
            view = new View(now.term(), now.phase(), end, now.grantFloor(), now.validUntil());
        } else if (now.phase() == Phase.SERVING) {
            moveTo(Phase.SERVING);
        }
    }

    // Queries.

    /** The term this replica leads as far as it knows, ready or not, or {@link #NO_TERM}. */
    public long leadingTerm() {
        return view.term();
    }

    /** The term in which entries may be proposed and reads served now, or {@link #NO_TERM}. */
    public long servingTerm() {
        View now = view;
        return now.isServing(clock) ? now.term() : NO_TERM;
    }

    /**
     * Whether entries may be proposed in this term: it leads, is ready, the wait-out is over, it does not hand over.
     */
    public boolean mayPropose(long term) {
        View now = view;
        return now.term() == term && now.isServing(clock);
    }

    /**
     * Whether an entry may still be appended in this term. Asked at the last moment, where the term in which it will be
     * appended cannot change any more, about every entry of ours: permission to propose may have been given in an
     * earlier leadership. What was on its way when a release began may still be appended, and so may the release.
     */
    public boolean mayAppend(long term) {
        View now = view;
        return now.term() == term
                && (now.isServing(clock) || now.phase() == Phase.RELEASING || now.phase() == Phase.RELEASED);
    }

    /**
     * Whether a lease of this term is valid. Asked before a read, to choose its way, and again <em>after</em> its value
     * was read: only the second answer counts. The term is what {@link #servingTerm} said before the read, so that a
     * lease of a later leadership, or of a replica not yet ready, does not vouch for a value read earlier.
     */
    public boolean isLeaseValid(long term) {
        VarHandle.acquireFence(); // the value was read before the clock is
        View now = view;
        return leaseReads
                && now.term() == term
                && now.phase() == Phase.SERVING
                && now.validUntil() - clock.monotonicNanos() > 0;
    }

    /** When the lease ends, by the monotonic clock; a moment in the past when there is none. */
    public long validUntilNanos() {
        return view.validUntil();
    }

    /**
     * Whether the caller should propose a tick to keep the lease: reads use it and more than half of it has run. Says
     * true to one caller in a quarter of the lease's duration.
     */
    public boolean shouldRenew() {
        View now = view;
        if (!leaseReads || !now.isServing(clock)) {
            return false;
        }
        long nanos = clock.monotonicNanos();
        long last = lastRenewal.get();
        return now.validUntil() - nanos < durationNanos / 2
                && nanos - last >= durationNanos / 4
                && lastRenewal.compareAndSet(last, nanos);
    }

    /** How long this leader still serves nothing; zero when it may, or does not lead. */
    public Duration waitOutLeft() {
        View now = view;
        long end = switch (now.phase()) {
            case ELECTED -> lastReceipt.get() + waitOutNanos;
            case WAITING_OUT -> now.waitOutEnd();
            case FOLLOWING, SERVING, RELEASING, RELEASED -> clock.monotonicNanos();
        };
        return Duration.ofNanos(Math.max(0, end - clock.monotonicNanos()));
    }

    public Phase phase() {
        View now = view;
        return now.isServing(clock) ? Phase.SERVING : now.phase();
    }

    /** For status: as {@link #phase}, with the lease's validity. */
    public LeaseState state() {
        View now = view;
        return switch (phase()) {
            case FOLLOWING -> LeaseState.FOLLOWER;
            case ELECTED, WAITING_OUT -> LeaseState.WAITING_OUT;
            case SERVING -> isLeaseValid(now.term()) ? LeaseState.VALID : LeaseState.EXPIRED;
            case RELEASING, RELEASED -> LeaseState.RELEASED;
        };
    }

    /** Writes down that a wait-out is over. Entries proposed before its end grant nothing. */
    private void settle() {
        View now = view;
        if (now.phase() == Phase.WAITING_OUT && now.isServing(clock)) {
            change(new View(now.term(), Phase.SERVING, now.waitOutEnd(), now.waitOutEnd() - 1, now.validUntil()));
        }
    }

    /** To another phase of the same leadership, without lease and deaf to what was proposed before. */
    private void moveTo(Phase phase) {
        long now = clock.monotonicNanos();
        change(new View(view.term(), phase, view.waitOutEnd(), now, now));
    }

    private void change(View next) {
        View before = view;
        view = next;
        if (before.phase() != next.phase()) {
            listener.phaseChanged(next.term() == NO_TERM ? before.term() : next.term(), before.phase(), next.phase());
        }
    }
}
