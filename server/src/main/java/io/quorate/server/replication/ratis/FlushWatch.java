package io.quorate.server.replication.ratis;

import io.quorate.server.common.NodeClock;
import java.time.Duration;

/**
 * Whether a leader's own log does not get to its disk any more: entries wait for it, and for long none has arrived. A
 * disk that is only slow lets some through now and then. Confined to the watchdog's thread.
 */
final class FlushWatch {
    private static final long NONE = -1;

    private final NodeClock clock;
    private final Duration patience;
    private long leading = NONE;
    private long flushed;
    private long sinceNanos;

    FlushWatch(NodeClock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    void follows() {
        leading = NONE;
    }

    /**
     * Looked at again and again while this replica leads.
     *
     * @param flushIndex of the last entry on the disk
     * @param lastIndex of the last entry in the log
     */
    boolean isStuck(long term, long flushIndex, long lastIndex) {
        long now = clock.monotonicNanos();
        if (term != leading || flushIndex != flushed || flushIndex >= lastIndex) {
            leading = term;
            flushed = flushIndex;
            sinceNanos = now;
            return false;
        }
        return now - sinceNanos > patience.toNanos();
    }
}
