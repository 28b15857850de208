package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer and a clock that move only when told; everything runs on the test's thread. */
public final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService, NodeClock {
    private final List<Task<?>> tasks = new ArrayList<>();
    private long now = 1_000_000_000;
    private long slept;

    private static final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        final long due;

        Task(Callable<V> work, long due) {
            super(work);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return due;
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Task<?>) other).due);
        }

        void fire() {
            run();
        }
    }

    /** Lets time pass and runs what is due, in order. */
    public void advance(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            Task<?> next = tasks.stream()
                    .filter(task -> task.due <= now)
                    .min(Comparator.comparingLong(task -> task.due))
                    .orElse(null);
            if (next == null) {
                return;
            }
            tasks.remove(next);
            next.fire();
        }
    }

    @Override
    public long monotonicNanos() {
        return now;
    }

    /** Lets time pass on the wall clock alone, as while the machine is suspended; negative to set it back. */
    public void sleep(long millis) {
        slept += millis;
    }

    @Override
    public long wallMillis() {
        return now / 1_000_000 + slept;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    command.run();
                    return null;
                },
                delay,
                unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Task<V> task = new Task<>(callable, now + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    command.run();
                    scheduleWithFixedDelay(command, delay, delay, unit);
                },
                initial,
                unit);
    }

    @Override
    public void execute(Runnable command) {
        command.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
