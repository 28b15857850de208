package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Drives physical history compaction in the background and tells who waits for it. */
final class HistoryCompaction {
    private static final int STEPS_PER_TURN = 64;

    private final LocalState state;
    private final NodeClock clock;
    private final Executor background;
    private final Runnable stopTurns;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private record Waiter(long revision, long deadlineNanos, CompletableFuture<Void> done) {}

    /** @param ticks on which history is compacted bit by bit; they may block */
    HistoryCompaction(LocalState state, Executor background, Ticks ticks, NodeClock clock) {
        this.state = state;
        this.clock = clock;
        this.background = background;
        this.stopTurns = ticks.add(this::turn);
    }

    CompletableFuture<Void> await(long revision, long deadlineNanos) {
        Waiter waiter = new Waiter(revision, deadlineNanos, new CompletableFuture<>());
        waiters.add(waiter);
        background.execute(this::turn);
        return waiter.done();
    }

    /** Nothing is compacted any more, and nobody need wait for it. */
    void close() {
        closed = true;
        stopTurns.run();
        giveUp();
    }

    private void giveUp() {
        waiters.removeIf(waiter -> waiter.done().completeExceptionally(new RequestFailure(Kind.INDETERMINATE)));
    }

    private void turn() {
        if (closed) {
            giveUp();
            return;
        }
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
