package io.quorate.server.api;

import io.quorate.server.common.metrics.Metrics;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** What all keyspaces of a node have together for large reads: workers, reads under way, and bytes not taken yet. */
public final class NodeBudgets {
    private final Executor rangeWorker;
    private final int maxRangeReads;
    private final AtomicInteger rangeReads = new AtomicInteger();
    private final ResponseBudget responses;

    /**
     * @param rangeWorker runs reads of ranges; may refuse by {@link java.util.concurrent.RejectedExecutionException}
     */
    public NodeBudgets(ApiLimits limits, Executor rangeWorker, Metrics metrics) {
        this.rangeWorker = rangeWorker;
        this.maxRangeReads = limits.maxRangeReads();
        this.responses = new ResponseBudget(limits.maxHeldResponseBytes());
        metrics.gauge("quorate_range_reads", "Reads of ranges under way or queued.", rangeReads::get);
        metrics.gauge(
                "quorate_held_response_bytes",
                "Large range responses that clients have not taken yet.",
                responses::heldBytes);
    }

    ResponseBudget responses() {
        return responses;
    }

    Executor rangeWorker() {
        return rangeWorker;
    }

    /** Counts one more read of a range, if there may be one; {@link #endRangeRead} ends it. */
    boolean beginRangeRead() {
        if (rangeReads.incrementAndGet() > maxRangeReads) {
            rangeReads.decrementAndGet();
            return false;
        }
        return true;
    }

    void endRangeRead() {
        rangeReads.decrementAndGet();
    }
}
