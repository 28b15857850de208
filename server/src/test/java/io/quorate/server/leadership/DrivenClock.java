package io.quorate.server.leadership;

import io.quorate.server.common.NodeClock;

/** A clock that a test moves. Starts close to the overflow of a long, since its origin is arbitrary. */
public final class DrivenClock implements NodeClock {
    private long nanos = Long.MAX_VALUE - 1_000_000;
    private long wallMillis = 1_700_000_000_000L;

    @Override
    public long monotonicNanos() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    public void advance(long by) {
        nanos += by;
    }

    void advanceWall(long millis) {
        wallMillis += millis;
    }
}
