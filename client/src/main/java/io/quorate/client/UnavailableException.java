package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * No node could serve the request in time, and it is certain that nothing was changed.
 *
 * <p>What you may do now: send the same request again, reads and writes alike. The client has already tried every
 * endpoint until the deadline, so wait a little, or give up.
 */
public final class UnavailableException extends QuorateException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
