package io.quorate.client.internal.retry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quorate.client.IndeterminateException;
import io.quorate.client.UnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call, with all its attempts, until it has an answer that is final or its time is over. Attempts follow one
 * another: the next begins when the one before has ended, so all fields are handed from thread to thread in order.
 */
public final class RetryingCall<Q, R> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Nodes nodes;
    private final MethodDescriptor<Q, R> method;
    private final Q request;
    private final Numbering numbering;
    private final Metadata headers;
    private final long deadlineNanos;
    private final long singleNanos;
    private final CompletableFuture<Reply<R>> result = new CompletableFuture<>();
    private int node;
    private int attempts;
    /** An attempt ended in a way that leaves open whether the write was applied. */
    private boolean uncertain;

    private RetryingCall(
            Nodes nodes,
            MethodDescriptor<Q, R> method,
            Q request,
            Numbering numbering,
            Metadata headers,
            Attempts attempts) {
        this.nodes = nodes;
        this.method = method;
        this.request = request;
        this.numbering = numbering;
        this.headers = headers;
        this.deadlineNanos = System.nanoTime() + attempts.total().toNanos();
        this.singleNanos = attempts.single().toNanos();
        this.node = nodes.preferred();
    }

    /** Reads: repeated whenever that may help. */
    public static <Q, R> CompletableFuture<Reply<R>> read(
            Nodes nodes, MethodDescriptor<Q, R> method, Q request, Attempts attempts) {
        return read(nodes, method, request, new Metadata(), attempts);
    }

    /**
     * Reads: repeated whenever that may help.
     *
     * @param headers that go with every attempt
     */
    public static <Q, R> CompletableFuture<Reply<R>> read(
            Nodes nodes, MethodDescriptor<Q, R> method, Q request, Metadata headers, Attempts attempts) {
        return new RetryingCall<>(nodes, method, request, new Numbering(false, null), headers, attempts).start();
    }

    /**
     * Writes: repeated as often as helps under a session's number, without one only while nothing was done.
     *
     * @param sessions null to send without numbers
     */
    public static <Q, R> CompletableFuture<Reply<R>> write(
            Nodes nodes,
            MethodDescriptor<Q, R> method,
            Q request,
            @Nullable WriteSessions sessions,
            Attempts attempts) {
        return new RetryingCall<>(nodes, method, request, new Numbering(true, sessions), new Metadata(), attempts)
                .start();
    }

    private CompletableFuture<Reply<R>> start() {
        numbering.open();
        attempt();
        return result;
    }

    private void attempt() {
        long left = deadlineNanos - System.nanoTime();
        boolean repeatable = !numbering.isWrite() || numbering.isNumbered();
        long time = Math.max(1, repeatable ? Math.min(left, singleNanos) : left);
        Channel channel = nodes.channel(node);
        ClientCall<Q, R> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(time, TimeUnit.NANOSECONDS));
        attempts++;
        // A fresh copy: the call adds its own.
        Metadata sent = numbering.headers();
        sent.merge(headers);
        call.start(new Answer(), sent);
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
    }

    private void failed(Status status) {
        boolean nothingDone = RetryPredicates.isSafeToRetryWrite(status);
        boolean repeatable = RetryPredicates.isSafeToRetryRead(status);
        if (numbering.isNumbered() && RetryPredicates.isSessionGone(status)) {
            sessionGone(status);
        } else if (RetryPredicates.isTooStale(status)) {
            tooStale(status);
        } else if (!repeatable) {
            fail(Failures.refused(status));
        } else if (numbering.isWrite() && !numbering.isNumbered() && !nothingDone) {
            fail(indeterminate(status));
        } else {
            uncertain |= numbering.isWrite() && !nothingDone;
            nodes.avoid(node);
            node++;
            again(status);
        }
    }

    /** Was this the first attempt, then nothing was applied and a new session may number it; else nobody can tell. */
    private void sessionGone(Status status) {
        if (uncertain) {
            fail(indeterminate(status));
        } else {
            numbering.renumber();
            again(status);
        }
    }

    /** Another node may be fresher, so each is asked once. This one has not failed: other calls go on asking it. */
    private void tooStale(Status status) {
        if (attempts >= nodes.size() || nodes.isClosed() || System.nanoTime() - deadlineNanos >= 0) {
            fail(Failures.refused(status));
        } else {
            node++;
            nodes.schedule(this::attempt, 0);
        }
    }

    private void again(Status status) {
        // The first round over the nodes goes fast: most failures are of one node.
        int rounds = Math.max(0, attempts - nodes.size());
        long pause =
                attempts < nodes.size() ? 0 : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(rounds, 10));
        long jittered = pause == 0 ? 0 : pause / 2 + ThreadLocalRandom.current().nextLong(pause);
        if (nodes.isClosed() || System.nanoTime() + jittered - deadlineNanos >= 0) {
            fail(uncertain ? indeterminate(status) : unavailable(status));
        } else {
            nodes.schedule(this::attempt, jittered);
        }
    }

    /** Settled first: who sees the result and writes on shall not send along that the number is open. */
    private void fail(RuntimeException failure) {
        numbering.settle();
        result.completeExceptionally(failure);
    }

    private IndeterminateException indeterminate(Status status) {
        return new IndeterminateException(
                "the write may or may not have been applied, after " + attempts + " attempts: " + Failures.text(status),
                status.asRuntimeException());
    }

    private UnavailableException unavailable(Status status) {
        return new UnavailableException(
                "no node served the request in time, after " + attempts + " attempts: " + Failures.text(status),
                status.asRuntimeException());
    }

    /** One attempt's answer. */
    private final class Answer extends ClientCall.Listener<R> {
        private @Nullable R message;

        @Override
        public void onMessage(R received) {
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!status.isOk()) {
                failed(status);
            } else if (message == null) {
                failed(Status.INTERNAL.withDescription("answer without a message"));
            } else {
                numbering.settle();
                result.complete(new Reply<>(message, trailers));
            }
        }
    }
}
