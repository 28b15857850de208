package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * The cluster understood the request and said no; nothing was changed.
 *
 * <p>What you may do now: act on {@link #reason()}. Sending the same request again gets the same answer until something
 * else changes.
 */
public final class RejectedException extends QuorateException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the cluster said no. */
    public enum Reason {
        /** The revision has been compacted: read at a newer one. */
        COMPACTED,
        /** The revision has not happened yet. */
        FUTURE_REVISION,
        /**
         * No endpoint was fresh enough for a session or bounded read that asked for an error then. Each was asked once.
         * Wait for them to catch up, allow more, or have the read upgraded ({@link OnMiss}).
         */
        TOO_STALE,
        /**
         * Not even the leader has the revision that a session or bounded read asked for: it is of another keyspace or
         * cluster, or was lost in a recovery. Begin a new session.
         */
        REVISION_AHEAD,
        /** A put that keeps the value or the lease names a key that does not exist. */
        KEY_NOT_FOUND,
        /** The lease does not exist, or has expired. */
        LEASE_NOT_FOUND,
        /** The store is full: compact, or raise its quota. */
        NO_SPACE,
        /** Who you are is not known to the cluster. */
        UNAUTHENTICATED,
        /** You may not do this. */
        PERMISSION_DENIED,
        /** The server does not offer this call. */
        UNSUPPORTED,
        /** None of the others; the message says more. */
        OTHER
    }

    public RejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
