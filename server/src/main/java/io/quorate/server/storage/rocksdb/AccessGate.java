package io.quorate.server.storage.rocksdb;

import io.quorate.server.common.Fault;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps everybody out of native memory that is freed. Entering costs an uncontended increment; closing waits until all
 * who entered have left.
 *
 * <p>Why it is safe: a caller counts itself in before it looks at {@code closed}, the closer sets {@code closed} before
 * it counts. So a caller whom the closer did not count sees the gate closed. Departures are summed before arrivals:
 * when the two sums agree, all who had arrived had left.
 */
final class AccessGate {
    private static final long POLL_NANOS = 100_000;

    private final LongAdder arrivals = new LongAdder();
    private final LongAdder departures = new LongAdder();
    private volatile boolean closed;

    void enter() {
        if (!tryEnter()) {
            throw new Fault("the store is closed");
        }
    }

    boolean tryEnter() {
        arrivals.increment();
        if (closed) {
            departures.increment();
            return false;
        }
        return true;
    }

    void leave() {
        departures.increment();
    }

    /** Turns away who comes from now on and waits for who is inside; false when it was closed before. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        while (true) {
            long left = departures.sum();
            if (left == arrivals.sum()) {
                return true;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
