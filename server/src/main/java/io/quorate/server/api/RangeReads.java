package io.quorate.server.api;

import io.quorate.server.common.NodeClock;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.Proven;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.ReadProof;
import io.quorate.server.request.RequestFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Runs reads that may be long on a worker, so that neither the event loop nor whoever confirms leadership has to wait
 * for them; refuses them when too many are under way.
 *
 * <p>A read first waits until this node's state is fresh enough and then reads that state, which can only have become
 * fresher since.
 */
final class RangeReads {
    private final KeyspaceRequests requests;
    private final NodeBudgets budgets;
    private final NodeClock clock;

    RangeReads(KeyspaceRequests requests, NodeBudgets budgets, NodeClock clock) {
        this.requests = requests;
        this.budgets = budgets;
        this.clock = clock;
    }

    /**
     * Gives what the read gives, or fails with a {@link RequestFailure}. Reads again when the leadership changed
     * meanwhile.
     */
    <T> CompletableFuture<Proven<T>> submit(ReadOptions options, long deadline, Supplier<CompletableFuture<T>> read) {
        CompletableFuture<Proven<T>> answer = new CompletableFuture<>();
        if (!budgets.beginRangeRead()) {
            answer.completeExceptionally(new RequestFailure(RequestFailure.Kind.OVERLOADED));
            return answer;
        }
        answer.whenComplete((result, failure) -> budgets.endRangeRead());
        runVouched(options, deadline, read, answer);
        return answer;
    }

    private <T> void runVouched(
            ReadOptions options,
            long deadline,
            Supplier<CompletableFuture<T>> read,
            CompletableFuture<Proven<T>> answer) {
        requests.vouch(options, deadline).whenComplete((vouch, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            CompletableFuture<T> value = new CompletableFuture<>();
            value.whenComplete((result, readFailure) -> {
                if (readFailure != null) {
                    answer.completeExceptionally(readFailure);
                    return;
                }
                ReadProof proof = requests.prove(vouch, options);
                if (proof == null) {
                    runVouched(options, deadline, read, answer);
                } else {
                    answer.complete(new Proven<>(result, proof));
                }
            });
            run(deadline, read, value);
        });
    }

    private <T> void run(long deadline, Supplier<CompletableFuture<T>> read, CompletableFuture<T> answer) {
        try {
            budgets.rangeWorker().execute(() -> readNow(deadline, read, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new RequestFailure(RequestFailure.Kind.OVERLOADED));
        }
    }

    private <T> void readNow(long deadline, Supplier<CompletableFuture<T>> read, CompletableFuture<T> answer) {
        if (clock.monotonicNanos() - deadline >= 0) {
            answer.completeExceptionally(new RequestFailure(RequestFailure.Kind.TIMED_OUT));
            return;
        }
        try {
            read.get().whenComplete((result, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else {
                    answer.complete(result);
                }
            });
        } catch (RuntimeException | Error e) {
            // Otherwise nobody would ever answer.
            answer.completeExceptionally(e);
        }
    }
}
