package io.quorate.server.request;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.LogPosition;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One write on its way: its bytes for the log and the answer that its caller waits for. It waits until somebody takes
 * it to send it; that nothing was done may only be said by whoever has it, so of a write that waits by whoever takes it
 * away. That its outcome is unknown anybody may say at any time.
 */
final class PendingWrite extends CompletableFuture<Committed> {
    private final byte[] encoded;
    private final boolean stamped;
    private final long deadlineNanos;
    private final AtomicBoolean taken = new AtomicBoolean();

    PendingWrite(byte[] encoded, boolean stamped, long deadlineNanos) {
        this.encoded = encoded;
        this.stamped = stamped;
        this.deadlineNanos = deadlineNanos;
    }

    byte[] encoded() {
        return encoded;
    }

    int bytes() {
        return encoded.length;
    }

    boolean isExpired(long nowNanos) {
        return deadlineNanos - nowNanos <= 0;
    }

    /** To send it; false when somebody else has, or when it has its answer. */
    boolean take() {
        return !isDone() && taken.compareAndSet(false, true);
    }

    /** By who took it, when none of what was done with it can have had an effect: it waits again. */
    void putBack() {
        taken.set(false);
    }

    /** Ends it unless it was taken: nothing was done and nothing will be. */
    void failWaiting(Kind kind) {
        if (take()) {
            fail(kind);
        }
    }

    /** An expired session refused to say whether this was applied: only its own client may be told so. */
    void answer(Outcome outcome, LogPosition position) {
        if (!stamped
                && outcome instanceof Outcome.Rejected rejected
                && rejected.reason() == Rejection.SESSION_EXPIRED) {
            fail(Kind.INDETERMINATE);
        } else {
            complete(new Committed(outcome, position));
        }
    }

    /** By who took it; with INDETERMINATE by anybody. */
    void fail(Kind kind) {
        completeExceptionally(new RequestFailure(kind));
    }
}
