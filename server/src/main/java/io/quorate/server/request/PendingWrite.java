package io.quorate.server.request;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CompletableFuture;

/** One write on its way: its bytes for the log and the answer that its caller waits for. */
final class PendingWrite extends CompletableFuture<Outcome> {
    private final byte[] encoded;
    private final boolean stamped;
    private final long deadlineNanos;

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

    /** An expired session refused to say whether this was applied: only its own client may be told so. */
    void answer(Outcome outcome) {
        if (!stamped
                && outcome instanceof Outcome.Rejected rejected
                && rejected.reason() == Rejection.SESSION_EXPIRED) {
            fail(Kind.INDETERMINATE);
        } else {
            complete(outcome);
        }
    }

    void fail(Kind kind) {
        completeExceptionally(new RequestFailure(kind));
    }
}
