package io.quorate.server.api;

/** One response's share of the budget; given back when the call is over, in whatever order that and the answer come. */
final class HeldResponse implements Runnable {
    /** Smaller responses are not worth counting: the number of calls bounds them. */
    private static final int SMALL_BYTES = 16 << 10;

    private final ResponseBudget budget;
    private final boolean refusable;
    private long bytes;
    private boolean released;

    HeldResponse(ResponseBudget budget, boolean refusable) {
        this.budget = budget;
        this.refusable = refusable;
    }

    /** False when it must be refused, for the budget has no room. */
    synchronized boolean hold(int responseBytes) {
        if (released || responseBytes <= SMALL_BYTES) {
            return true;
        }
        if (!refusable) {
            budget.holdAnyway(responseBytes);
        } else if (!budget.tryHold(responseBytes)) {
            return false;
        }
        bytes = responseBytes;
        return true;
    }

    /** The call is over. */
    @Override
    public void run() {
        release();
    }

    synchronized void release() {
        released = true;
        budget.release(bytes);
        bytes = 0;
    }
}
