package io.quorate.server.request;

import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whether this replica's own state is fresh enough for a read, and what may be said of a value that was read from it.
 * How stale it is at most is known from the last question that a leader answered; while reads want to know, one is
 * asked every now and then, so that none of them has to wait for the answer.
 */
final class LocalReads {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ReplicaGroup replica;
    private final LocalState state;
    private final LeaderLease lease;
    private final FreshReads fresh;
    private final Freshness freshness;
    private final RevisionWaits waits;
    private final FreshnessProbe probe;
    private final Metrics.Counter misses;

    LocalReads(
            Forwarder.Wiring wiring,
            LocalState state,
            Proposals.Crew crew,
            FreshReads fresh,
            Freshness freshness,
            ReadSettings settings,
            Metrics metrics) {
        this.replica = wiring.replica();
        this.lease = wiring.lease();
        this.state = state;
        this.fresh = fresh;
        this.freshness = freshness;
        this.waits = new RevisionWaits(replica, state, crew.delivery());
        this.probe = new FreshnessProbe(fresh, crew.clock(), settings);
        this.misses = metrics.counter(
                "quorate_reads_not_fresh",
                "Session and bounded reads that a node's own state was not fresh enough for: refused, upgraded or made"
                        + " to wait");
    }

    /** What allows a serializable read: nothing, but a leader under lease knows that its state is the newest. */
    Vouch present() {
        Vouch leased = underLease();
        noteWanted(leased);
        return leased == null ? unvouched() : new Vouch(ReadPath.LOCAL, leased.term(), leased.applied(), leased.asOf());
    }

    private Vouch unvouched() {
        return new Vouch(ReadPath.LOCAL, Vouch.NOBODY, replica.applied(), freshness.asOf());
    }

    /** Completes when this state holds everything acknowledged before this call. */
    CompletableFuture<Vouch> linearizable(long deadlineNanos) {
        Vouch leased = underLease();
        if (leased == null) {
            return fresh.await(deadlineNanos);
        }
        fresh.renewLease();
        return CompletableFuture.completedFuture(leased);
    }

    private @Nullable Vouch underLease() {
        long term = lease.servingTerm();
        if (term == LeaderLease.NO_TERM) {
            return null;
        }
        long committed = replica.committedIndex();
        return replica.appliedIndex() >= committed && lease.isLeaseValid(term)
                ? new Vouch(ReadPath.LEASE, term, replica.applied(), freshness.asOf())
                : null;
    }

    /** Completes when a session or bounded read may be done, or fails as its options say. */
    CompletableFuture<Vouch> vouch(ReadOptions options, long deadlineNanos) {
        Vouch leased = underLease();
        noteWanted(leased);
        long revision;
        try {
            revision = state.revision();
        } catch (LocalState.Unavailable e) {
            return CompletableFuture.failedFuture(new RequestFailure(Kind.LEADER_CHANGED));
        }
        boolean behind = revision < options.minRevision();
        boolean stale = leased == null && isTooStale(options, freshness.stalenessMillis(freshness.asOf()));
        if (!behind && !stale) {
            return CompletableFuture.completedFuture(leased == null ? unvouched() : leased);
        }
        misses.add(1);
        return switch (options.onMiss()) {
            case ERROR -> CompletableFuture.failedFuture(new RequestFailure(Kind.TOO_STALE, lacks(options, revision)));
            case UPGRADE -> linearizable(deadlineNanos).thenApply(vouch -> reached(vouch, options));
            case WAIT ->
                (behind ? waits.await(options.minRevision(), deadlineNanos) : fresh.await(deadlineNanos))
                        .thenCompose(caughtUp -> vouch(options, deadlineNanos));
        };
    }

    /** A revision that even the leader does not have is not one of this keyspace's. */
    private Vouch reached(Vouch vouch, ReadOptions options) {
        long revision = state.revision();
        if (revision < options.minRevision()) {
            throw new RequestFailure(Kind.REVISION_AHEAD, lacks(options, revision));
        }
        return vouch;
    }

    private String lacks(ReadOptions options, long revision) {
        long staleness = freshness.stalenessMillis(freshness.asOf());
        return "this node has revision " + revision
                + (options.minRevision() == 0 ? "" : ", asked for is " + options.minRevision())
                + "; its state is "
                + (staleness == ReadProof.UNKNOWN ? "of unknown age" : staleness + " ms old at most")
                + (options.level() == ReadLevel.BOUNDED
                        ? ", allowed are " + options.maxStalenessNanos() / NANOS_PER_MILLI + " ms"
                        : "");
    }

    private static boolean isTooStale(ReadOptions options, long stalenessMillis) {
        return options.level() == ReadLevel.BOUNDED
                && (stalenessMillis == ReadProof.UNKNOWN
                        || stalenessMillis > options.maxStalenessNanos() / NANOS_PER_MILLI);
    }

    /**
     * What may be said of a value that was read after the vouch and before this call; null when it must be read again.
     */
    @Nullable
    ReadProof prove(Vouch vouch, ReadOptions options) {
        if (vouch.term() != Vouch.NOBODY && replica.term() <= vouch.term()) {
            return new ReadProof(vouch.path(), vouch.applied(), 0);
        }
        if (vouch.path() != ReadPath.LOCAL) {
            // A newer leader may have given this replica what the one that vouched, perhaps under lease, does not have.
            return null;
        }
        long staleness = freshness.stalenessMillis(vouch.asOf());
        return isTooStale(options, staleness) ? null : new ReadProof(ReadPath.LOCAL, vouch.applied(), staleness);
    }

    /** A leader under lease knows without asking. */
    private void noteWanted(@Nullable Vouch leased) {
        if (leased == null) {
            probe.wanted();
        }
    }

    /** Now and then: keeps the state's age known while reads want to know it, ends those that have waited too long. */
    void sweep(long nowNanos) {
        waits.expire(nowNanos);
        probe.sweep(nowNanos);
    }
}
