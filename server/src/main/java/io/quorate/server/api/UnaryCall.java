package io.quorate.server.api;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.api.error.StatusMapper;
import io.quorate.server.api.receipt.CallReceipt;
import io.quorate.server.command.Outcome;
import io.quorate.server.common.NodeClock;
import io.quorate.server.request.Committed;
import io.quorate.server.request.ReadProof;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call from its request to its answer. It is answered exactly once, on any thread, and measured then. */
final class UnaryCall<T extends MessageLite> {
    private final StreamObserver<T> observer;
    private final MethodMeter meter;
    private final NodeClock clock;
    private final long started;
    private final long deadline;
    private final @Nullable CallReceipt receipt = CallReceipt.current();
    private @Nullable HeldResponse held;

    /** Begins on the thread that serves the call, whose context has the client's deadline. */
    UnaryCall(StreamObserver<T> observer, MethodMeter meter, NodeClock clock, Duration timeout) {
        this.observer = observer;
        this.meter = meter;
        this.clock = clock;
        this.started = clock.monotonicNanos();
        this.deadline = started + patience(timeout);
    }

    private static long patience(Duration timeout) {
        Deadline ofClient = Context.current().getDeadline();
        long most = timeout.toNanos();
        return ofClient == null ? most : Math.min(most, ofClient.timeRemaining(TimeUnit.NANOSECONDS));
    }

    /** When the answer is due, on the node's monotonic clock. */
    long deadline() {
        return deadline;
    }

    boolean isOverdue() {
        return clock.monotonicNanos() - deadline >= 0;
    }

    boolean isCancelled() {
        return observer instanceof ServerCallStreamObserver<T> call && call.isCancelled();
    }

    /**
     * Counts the response against a budget until the client has taken it. Only while the request is being handed over.
     *
     * @param refusable false when the response tells of something that was done: it is sent whatever the budget has
     */
    void countAgainst(ResponseBudget budget, boolean refusable) {
        if (observer instanceof ServerCallStreamObserver<T> call) {
            HeldResponse response = new HeldResponse(budget, refusable);
            call.setOnCloseHandler(response);
            call.setOnCancelHandler(response);
            held = response;
        }
    }

    void answer(T response) {
        HeldResponse counted = held;
        if (counted != null && !counted.hold(response.getSerializedSize())) {
            fail(EtcdError.TOO_MANY_REQUESTS);
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
        meter.answered(Status.Code.OK, clock.monotonicNanos() - started);
    }

    void fail(EtcdError error) {
        observer.onError(error.exception());
        meter.answered(error.code(), clock.monotonicNanos() - started);
    }

    /** With more said after the error's text. */
    void fail(EtcdError error, String explanation) {
        observer.onError(error.explained(explanation).asRuntimeException());
        meter.answered(error.code(), clock.monotonicNanos() - started);
    }

    void fail(Throwable failure) {
        EtcdError error = StatusMapper.of(failure, isOverdue());
        String detail = StatusMapper.detail(failure);
        if (detail == null) {
            fail(error);
        } else {
            fail(error, detail);
        }
    }

    /** Says in the receipt what may be said of an answer that was read. Before it is answered. */
    void read(long revision, ReadProof proof) {
        CallReceipt shown = receipt;
        if (shown != null) {
            shown.read(revision, proof);
        }
    }

    /** Answers with what a write gave, and where it was committed, or says why there is nothing. */
    void finish(@Nullable Committed committed, @Nullable Throwable failure, Function<Outcome, T> encode) {
        CallReceipt shown = receipt;
        if (committed != null && shown != null) {
            shown.written(committed.outcome().revision(), committed.position());
        }
        finish(committed == null ? null : committed.outcome(), failure, done -> encoded(done, encode));
    }

    /** What was done must not be answered with an error that says that nothing was, whatever the answer failed with. */
    private static <T> T encoded(Outcome done, Function<Outcome, T> encode) {
        try {
            return encode.apply(done);
        } catch (RuntimeException e) {
            throw new IllegalStateException("The answer to a write that was done could not be made", e);
        }
    }

    /** Answers with what a command gave, or says why there is nothing. */
    void finish(@Nullable Outcome outcome, @Nullable Throwable failure, Function<Outcome, T> encode) {
        if (outcome instanceof Outcome.Rejected rejected) {
            fail(StatusMapper.of(rejected.reason()));
        } else {
            finishWith(outcome, failure, encode);
        }
    }

    /** Answers with what a future gave, or says why there is nothing. */
    <R> void finishWith(@Nullable R result, @Nullable Throwable failure, Function<R, T> encode) {
        if (failure != null) {
            fail(failure);
        } else if (result != null) {
            answerEncoded(result, encode);
        } else {
            fail(new IllegalStateException("A future completed with nothing"));
        }
    }

    <R> void answerEncoded(R result, Function<R, T> encode) {
        T response;
        try {
            response = encode.apply(result);
        } catch (RuntimeException e) {
            // Whoever completed the future must not be the one to notice.
            fail(e);
            return;
        }
        answer(response);
    }
}
