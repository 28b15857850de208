package io.quorate.server.cluster;

import io.quorate.server.common.NodeClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clocks, with a rate of their own and offsets to jump by. */
public final class DriftClock implements NodeClock {
    private final long origin = System.nanoTime();
    private final AtomicLong offset = new AtomicLong();
    private volatile double rate = 1.0;

    /** Runs at this rate from now on, without a jump. */
    public synchronized void rate(double newRate) {
        long now = monotonicNanos();
        rate = newRate;
        offset.set(now - (long) ((System.nanoTime() - origin) * newRate));
    }

    /** Jumps ahead; back when negative, as if it had stood still. */
    public void jump(Duration by) {
        offset.addAndGet(by.toNanos());
    }

    @Override
    public long monotonicNanos() {
        return offset.get() + (long) ((System.nanoTime() - origin) * rate);
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
