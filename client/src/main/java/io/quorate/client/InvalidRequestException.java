package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * The request itself is wrong: an empty key, too many operations, too large. Nothing was changed.
 *
 * <p>What you may do now: mend the program. Sending it again will never succeed.
 */
public final class InvalidRequestException extends QuorateException {
    private static final long serialVersionUID = 1L;

    public InvalidRequestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
