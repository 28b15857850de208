package io.quorate.server.admin;

import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.RequestFailure;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks that read all of a state: one at a time per node, on a thread that may take as long as it needs. */
public final class Inspections {
    private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);

    private final Executor thread;
    private final AtomicBoolean busy = new AtomicBoolean();

    public Inspections(Executor thread) {
        this.thread = thread;
    }

    <T> CompletableFuture<T> run(Supplier<T> look) {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new RequestFailure(Kind.OVERLOADED));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> lookNow(look, answer));
        } catch (RejectedExecutionException e) {
            busy.set(false);
            answer.completeExceptionally(new RequestFailure(Kind.STOPPED));
        }
        return answer;
    }

    private <T> void lookNow(Supplier<T> look, CompletableFuture<T> answer) {
        T found;
        try {
            found = look.get();
        } catch (RuntimeException e) {
            busy.set(false);
            answer.completeExceptionally(new RequestFailure(kind(e)));
            return;
        }
        // Before the answer: who has it may ask at once again.
        busy.set(false);
        answer.complete(found);
    }

    private static Kind kind(RuntimeException e) {
        if (e instanceof MvccReader.Unwanted) {
            return Kind.TIMED_OUT;
        }
        if (e instanceof LocalState.Unavailable) {
            return Kind.LEADER_CHANGED;
        }
        // The state is damaged, and the replica has been told already.
        LOG.atError().setCause(e).log("the state could not be read to its end");
        return Kind.STOPPED;
    }
}
