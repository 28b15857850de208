package io.quorate.server.replication.ratis;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Actions that wait until an index is applied. The apply thread pays one volatile read per entry while nobody waits;
 * the actions run on it and must be short.
 */
final class AppliedWaiters {
    private record Waiter(long index, Runnable action) {}

    private final PriorityQueue<Waiter> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.index(), b.index()));
    private volatile long nearest = Long.MAX_VALUE;
    private volatile long applied = -1;

    /** Runs the action at once when the index is applied already. */
    void when(long index, Runnable action) {
        if (applied >= index || !enqueue(index, action)) {
            action.run();
        }
    }

    private synchronized boolean enqueue(long index, Runnable action) {
        waiting.add(new Waiter(index, action));
        nearest = waiting.element().index();
        // Announced before looking again: either this sees the new position, or the apply thread sees the waiter.
        if (applied < index) {
            return true;
        }
        waiting.removeIf(waiter -> waiter.action().equals(action));
        nearest = waiting.isEmpty() ? Long.MAX_VALUE : waiting.element().index();
        return false;
    }

    /** Called by the apply thread when it has applied up to this index. */
    void applied(long index) {
        applied = index;
        if (nearest <= index) {
            due(index).forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> due(long index) {
        List<Runnable> actions = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.element().index() <= index) {
            actions.add(waiting.remove().action());
        }
        nearest = waiting.isEmpty() ? Long.MAX_VALUE : waiting.element().index();
        return actions;
    }
}
