package io.quorate.server.request;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the keyspaces of a node each do again and again, in one task for all: to wake up a thread for each of a hundred
 * that are idle costs more than what they have to do. Tasks run one after the other on one thread and must not block;
 * one that fails is tried again with the next tick. Added and removed by any thread.
 */
public final class Ticks {
    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

    private final Set<Runnable> tasks = ConcurrentHashMap.newKeySet();

    private Ticks() {}

    /** @param period between the end of one tick and the next */
    public static Ticks every(Duration period, ScheduledExecutorService thread) {
        Ticks ticks = new Ticks();
        long nanos = period.toNanos();
        thread.scheduleWithFixedDelay(ticks::run, nanos, nanos, TimeUnit.NANOSECONDS);
        return ticks;
    }

    /** Returns what takes it out again; while the task runs, that lets it end. */
    Runnable add(Runnable task) {
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    private void run() {
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("what is done again and again for a keyspace failed");
            }
        }
    }
}
