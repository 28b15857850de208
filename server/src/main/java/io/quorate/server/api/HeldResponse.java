package io.quorate.server.api;

/** One response's share of the budget; given back when the call is over, in whatever order that and the answer come. */
final class HeldResponse {
    /** Smaller responses are not worth counting: the number of calls bounds them. */
    private static final int SMALL_BYTES = 16 << 10;

    private final ResponseBudget budget;
    private long bytes;
    private boolean released;

    HeldResponse(ResponseBudget budget) {
        this.budget = budget;
    }

    /** False when the budget has no room. */
    synchronized boolean hold(int responseBytes) {
        if (released || responseBytes <= SMALL_BYTES) {
            return true;
        }
        if (!budget.tryHold(responseBytes)) {
            return false;
        }
        bytes = responseBytes;
        return true;
    }

    synchronized void release() {
        released = true;
        budget.release(bytes);
        bytes = 0;
    }
}
