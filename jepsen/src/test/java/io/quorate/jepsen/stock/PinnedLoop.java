package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.Op;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** One client at work all the time, on a thread of its own, until it is closed. */
final class PinnedLoop implements AutoCloseable {
    private static final Duration READ_PATIENCE = Duration.ofMillis(100);
    private static final Duration READ_PAUSE = Duration.ofMillis(2);
    private static final Duration WRITE_PATIENCE = Duration.ofMillis(150);
    private static final Duration WRITE_PAUSE = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(60);

    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    private PinnedLoop(String name, Supplier<Op> step, Duration pause) {
        thread = new Thread(() -> work(step, pause), name);
        thread.start();
    }

    static PinnedLoop reading(PinnedClient client) {
        return new PinnedLoop("pinned-reader", () -> client.read(READ_PATIENCE), READ_PAUSE);
    }

    static PinnedLoop writing(PinnedClient client) {
        return new PinnedLoop("pinned-writer", () -> client.write(WRITE_PATIENCE), WRITE_PAUSE);
    }

    private void work(Supplier<Op> step, Duration pause) {
        while (!closed) {
            Op op = step.get();
            done.incrementAndGet();
            if (op.isOk()) {
                answered.incrementAndGet();
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    /** How many were answered so far. */
    int answers() {
        return answered.get();
    }

    /** Waits until so many more were answered. */
    PinnedLoop awaitAnswers(int more) {
        return await("answers", answered, more);
    }

    /** Waits until so many more ended, whatever became of them. */
    PinnedLoop awaitDone(int more) {
        return await("operations", done, more);
    }

    private PinnedLoop await(String what, AtomicInteger counter, int more) {
        int target = counter.get() + more;
        Awaitility.await(what).pollInterval(Duration.ofMillis(5)).atMost(MOST).until(() -> counter.get() >= target);
        return this;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
