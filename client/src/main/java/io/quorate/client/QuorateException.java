package io.quorate.client;

import org.jspecify.annotations.Nullable;

/** Why a call has no result. Its four kinds differ in what the caller may do now. */
public abstract sealed class QuorateException extends RuntimeException
        permits RejectedException, UnavailableException, IndeterminateException, InvalidRequestException {
    private static final long serialVersionUID = 1L;

    QuorateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
