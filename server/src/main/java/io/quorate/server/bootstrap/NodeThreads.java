package io.quorate.server.bootstrap;

import io.quorate.server.request.Keyspace;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The node's own threads (docs/architecture.md has the table).
 *
 * @param delivery hands outcomes to whoever waits for them; never blocks
 * @param timer retries and sweeps; never blocks
 * @param background snapshots, downloads and history compaction; blocks on the disk
 * @param ticks what all keyspaces do again and again
 * @param control opens and closes keyspaces; blocks on the disk and on others
 * @param rangeReads reads of many keys; bounded, refuses when full
 * @param inspection hashes whole states; there when it is needed
 */
record NodeThreads(
        ExecutorService delivery,
        ScheduledExecutorService timer,
        ScheduledExecutorService background,
        Keyspace.SharedTicks ticks,
        ScheduledExecutorService control,
        ExecutorService rangeReads,
        ExecutorService inspection)
        implements AutoCloseable {
    private static final int QUEUED_RANGE_READS = 1024;
    private static final int BACKGROUND_THREADS = 2;

    static NodeThreads start(int rangeReadWorkers) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(named("timer"));
        ScheduledExecutorService background = Executors.newScheduledThreadPool(BACKGROUND_THREADS, named("background"));
        return new NodeThreads(
                Executors.newSingleThreadExecutor(named("delivery")),
                timer,
                background,
                Keyspace.SharedTicks.on(timer, background),
                Executors.newSingleThreadScheduledExecutor(named("control")),
                new ThreadPoolExecutor(
                        rangeReadWorkers,
                        rangeReadWorkers,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(QUEUED_RANGE_READS),
                        named("range-read")),
                startInspection());
    }

    private static ExecutorService startInspection() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(1), named("inspection"));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        delivery.shutdownNow();
        timer.shutdownNow();
        background.shutdownNow();
        control.shutdownNow();
        rangeReads.shutdownNow();
        inspection.shutdownNow();
    }
}
