package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Since when this replica's state may be stale, by this node's own clocks and nobody else's: a leader that was asked at
 * t vouched for an index, and everything up to it is applied here, so every write acknowledged before t is. Neither the
 * clocks of other nodes nor how long a message takes can make it say too little. Time is counted by the monotonic
 * clock, whose rate is trusted within the drift bound, and by the wall clock, whichever says more: a machine that slept
 * has a monotonic clock that stood still, and a wall clock that is set forward only makes it say too much for a moment.
 * Any thread.
 */
final class Freshness {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final NodeClock clock;
    private final double driftBound;
    private final AtomicReference<@Nullable Moment> asOf = new AtomicReference<>();

    Freshness(NodeClock clock, double driftBound) {
        this.clock = clock;
        this.driftBound = driftBound;
    }

    Moment now() {
        return new Moment(clock.monotonicNanos(), clock.wallMillis());
    }

    /** Everything acknowledged before this moment is applied here. */
    void confirmed(Moment asked) {
        asOf.accumulateAndGet(asked, Freshness::later);
    }

    private static Moment later(@Nullable Moment one, Moment other) {
        return one == null || other.monotonicNanos() - one.monotonicNanos() > 0 ? other : one;
    }

    /** The moment up to which everything acknowledged is known to be applied here; null when none is known. */
    @Nullable
    Moment asOf() {
        return asOf.get();
    }

    /**
     * How stale a value may be at most that is read now, or was before this call.
     *
     * @param since what {@link #asOf} said <em>before</em> the value was read: what became known meanwhile is no news
     *     of the value
     * @return {@link ReadProof#UNKNOWN} when since is null
     */
    long stalenessMillis(@Nullable Moment since) {
        if (since == null) {
            return ReadProof.UNKNOWN;
        }
        Moment now = now();
        double elapsed = (now.monotonicNanos() - since.monotonicNanos()) / (1 - driftBound);
        long byWall = now.wallMillis() - since.wallMillis() + 1;
        return Math.max((long) Math.ceil(elapsed / NANOS_PER_MILLI), byWall);
    }
}
