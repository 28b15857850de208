package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hybrid logical clock (Kulkarni et al., 2014): wall milliseconds shifted left by 16, plus a counter, never going back.
 */
final class HybridClock {
    private static final int COUNTER_BITS = 16;

    private final NodeClock clock;
    private final AtomicLong last = new AtomicLong();

    HybridClock(NodeClock clock) {
        this.clock = clock;
    }

    long next() {
        long wall = clock.wallMillis() << COUNTER_BITS;
        return last.updateAndGet(previous -> Math.max(previous + 1, wall));
    }
}
