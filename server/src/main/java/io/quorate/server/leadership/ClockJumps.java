package io.quorate.server.leadership;

import io.quorate.server.common.NodeClock;
import java.time.Duration;

/**
 * Watches whether the wall clock and the monotonic clock agree on how much time passes. When they do not, one of them
 * was set, or stood still while the machine was suspended; which one cannot be told, so leases are dropped. Used by one
 * thread.
 */
public final class ClockJumps {
    private final NodeClock clock;
    private final long toleranceMillis;
    private long lastNanos;
    private long lastWallMillis;

    public ClockJumps(NodeClock clock, Duration tolerance) {
        this.clock = clock;
        this.toleranceMillis = tolerance.toMillis();
        this.lastNanos = clock.monotonicNanos();
        this.lastWallMillis = clock.wallMillis();
    }

    /** Whether the clocks have moved apart by more than the tolerance since the last look. Look often. */
    public boolean jumped() {
        long nanos = clock.monotonicNanos();
        long wallMillis = clock.wallMillis();
        long apart = (wallMillis - lastWallMillis)
                - Duration.ofNanos(nanos - lastNanos).toMillis();
        lastNanos = nanos;
        lastWallMillis = wallMillis;
        return Math.abs(apart) > toleranceMillis;
    }
}
