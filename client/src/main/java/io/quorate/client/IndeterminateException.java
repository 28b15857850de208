package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * A write was sent, and whether it was applied is unknown; it may even be applied later. Only writes end like this.
 *
 * <p>What you may do now: read, to find out what became of it, knowing that it may still come; or send it again if
 * applying it twice does no harm, or if it is a transaction whose comparison fails the second time. Do not assume
 * either outcome.
 */
public final class IndeterminateException extends QuorateException {
    private static final long serialVersionUID = 1L;

    public IndeterminateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
