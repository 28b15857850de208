package io.quorate.jepsen.run;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How well the harness itself ran: a stall of its own looks like a fault of the cluster. One thread that should wake
 * every ten milliseconds, and how late it was at the latest.
 */
final class HarnessHealth implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Thread thread = new Thread(this::tick, "harness-health");
    private final AtomicLong latest = new AtomicLong();
    private final long collectedMillis = collected();
    private volatile boolean closed;

    HarnessHealth() {
        thread.setDaemon(true);
        thread.start();
    }

    private void tick() {
        while (!closed) {
            long before = System.nanoTime();
            LockSupport.parkNanos(TICK_NANOS);
            long late = System.nanoTime() - before - TICK_NANOS;
            latest.accumulateAndGet(late, Math::max);
        }
    }

    private static long collected() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** The longest time for which the harness did not run when it should have. */
    long longestStallMillis() {
        return TimeUnit.NANOSECONDS.toMillis(latest.get());
    }

    long collectionMillis() {
        return collected() - collectedMillis;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
