package io.quorate.server.api;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that responses take while slow clients have not read them. */
final class ResponseBudget {
    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    ResponseBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long heldBytes() {
        return heldBytes.get();
    }

    /**
     * Takes bytes from the budget, if it has them. A response larger than the whole budget passes when nothing else is
     * held.
     */
    boolean tryHold(long bytes) {
        long held = heldBytes.getAndAdd(bytes);
        if (held == 0 || held + bytes <= maxBytes) {
            return true;
        }
        heldBytes.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes whether the budget has them or not. */
    void holdAnyway(long bytes) {
        heldBytes.addAndGet(bytes);
    }

    /** Nothing more is to be begun that may have a large response. */
    boolean isFull() {
        return heldBytes.get() >= maxBytes;
    }

    void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }
}
