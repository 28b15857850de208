package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Drives physical history compaction in the background and tells who waits for it. */
final class HistoryCompaction {
    private static final long PERIOD_MILLIS = 100;
    private static final int STEPS_PER_TURN = 64;

    private final LocalState state;
    private final NodeClock clock;
    private final ScheduledExecutorService background;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    private record Waiter(long revision, long deadlineNanos, CompletableFuture<Void> done) {}

    HistoryCompaction(LocalState state, ScheduledExecutorService background, NodeClock clock) {
        this.state = state;
        this.clock = clock;
        this.background = background;
        background.scheduleWithFixedDelay(this::turn, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    CompletableFuture<Void> await(long revision, long deadlineNanos) {
        Waiter waiter = new Waiter(revision, deadlineNanos, new CompletableFuture<>());
        waiters.add(waiter);
        background.execute(this::turn);
        return waiter.done();
    }

    private void turn() {
        try {
            for (int step = 0; step < STEPS_PER_TURN && state.compactHistory(); step++) {
                settle();
            }
            settle();
        } catch (LocalState.Unavailable e) {
            // A snapshot is being installed; the next turn finds the new state.
            expire();
        }
    }

    private void settle() {
        long done = state.physicallyCompacted();
        waiters.removeIf(waiter -> waiter.revision() <= done && waiter.done().complete(null));
        expire();
    }

    private void expire() {
        long now = clock.monotonicNanos();
        waiters.removeIf(waiter -> waiter.deadlineNanos() - now <= 0
                && waiter.done().completeExceptionally(new RequestFailure(Kind.TIMED_OUT)));
    }
}
