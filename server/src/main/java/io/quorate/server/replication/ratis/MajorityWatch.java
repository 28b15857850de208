package io.quorate.server.replication.ratis;

import io.quorate.server.common.NodeClock;
import java.time.Duration;

/**
 * Whether a leader has lost its majority: it has heard of too few voters for longer than any election takes. Ratis
 * holds the followers of a new leader for silent since before its election, so silence says something only about a
 * leadership that has lasted as long. Confined to the watchdog's thread.
 */
final class MajorityWatch {
    private static final long NONE = -1;

    private final NodeClock clock;
    private final Duration silence;
    private long leading = NONE;
    private long leadingSinceNanos;

    MajorityWatch(NodeClock clock, Duration silence) {
        this.clock = clock;
        this.silence = silence;
    }

    /** How long a voter may be silent and yet count as alive. */
    Duration silence() {
        return silence;
    }

    void follows() {
        leading = NONE;
    }

    /**
     * Looked at again and again while this replica leads.
     *
     * @param alive voters heard of within {@link #silence}, this one included
     */
    boolean isLost(long term, long alive, int voters) {
        long now = clock.monotonicNanos();
        if (term != leading) {
            leading = term;
            leadingSinceNanos = now;
        }
        return alive <= voters / 2 && now - leadingSinceNanos > silence.toNanos();
    }
}
