package io.quorate.server.request;

import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Reads that wait until this replica has applied a revision. While nobody waits, nothing is paid. Any thread. */
final class RevisionWaits {
    private final ReplicaGroup replica;
    private final LocalState state;
    private final Executor delivery;

    /** Guarded by this. */
    private final PriorityQueue<Waiter> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));

    /** The next applied entry will be looked at. Guarded by this. */
    private boolean armed;

    private static final class Waiter extends CompletableFuture<Void> {
        private final long revision;
        private final long deadlineNanos;

        Waiter(long revision, long deadlineNanos) {
            this.revision = revision;
            this.deadlineNanos = deadlineNanos;
        }

        long revision() {
            return revision;
        }
    }

    RevisionWaits(ReplicaGroup replica, LocalState state, Executor delivery) {
        this.replica = replica;
        this.state = state;
        this.delivery = delivery;
    }

    /** Completes on the delivery thread when the revision is applied here. */
    CompletableFuture<Void> await(long revision, long deadlineNanos) {
        Waiter waiter = new Waiter(revision, deadlineNanos);
        synchronized (this) {
            waiting.add(waiter);
        }
        look();
        return waiter;
    }

    /** Lets go whoever has waited for what is here now, and comes back with the next entry if others are left. */
    private void look() {
        // Before the revision: an entry that is applied in between is seen by one or the other.
        long next = replica.appliedIndex() + 1;
        List<Waiter> due = new ArrayList<>();
        boolean again;
        synchronized (this) {
            long reached = reached();
            while (!waiting.isEmpty() && waiting.element().revision() <= reached) {
                due.add(waiting.remove());
            }
            again = !waiting.isEmpty() && !armed;
            armed |= again;
        }
        if (!due.isEmpty()) {
            delivery.execute(() -> due.forEach(waiter -> waiter.complete(null)));
        }
        if (again) {
            replica.whenApplied(next, () -> {
                synchronized (this) {
                    armed = false;
                }
                delivery.execute(this::look);
            });
        }
    }

    /** A state that is just being replaced has no revision; the one that comes has an entry applied later. */
    private long reached() {
        try {
            return state.revision();
        } catch (LocalState.Unavailable e) {
            return 0;
        }
    }

    /** Ends reads that have waited too long. */
    void expire(long nowNanos) {
        List<Waiter> late = new ArrayList<>();
        synchronized (this) {
            waiting.removeIf(waiter -> waiter.isDone() || (waiter.deadlineNanos - nowNanos <= 0 && late.add(waiter)));
        }
        late.forEach(waiter -> waiter.completeExceptionally(new RequestFailure(
                Kind.TIMED_OUT, "this node waited for revision " + waiter.revision() + " and has " + reached())));
    }
}
