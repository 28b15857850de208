package io.quorate.client.internal.retry;

import io.grpc.Status;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be sent again after a failure. */
public final class RetryPredicates {
    /** Answers that are given before anything was done. */
    private static final Set<String> NOTHING_DONE = Set.of(
            "etcdserver: no leader",
            "etcdserver: leader changed",
            "etcdserver: too many requests",
            "quorate: keyspace is not open here yet");

    private static final String SESSION_GONE = "quorate: session";
    private static final String TOO_STALE = "quorate: this node is not fresh enough";
    private static final String REVISION_AHEAD = "quorate: the keyspace has not come to this revision";

    private RetryPredicates() {}

    /**
     * A read changes nothing, so it may be repeated after anything that another node, or a later moment, can mend. The
     * same holds for a write that carries a session's number: the cluster applies a number once.
     */
    public static boolean isSafeToRetryRead(Status status) {
        if (isSafeToRetryWrite(status)) {
            return true;
        }
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL -> true;
            case UNKNOWN -> !isEtcdText(status);
            default -> false;
        };
    }

    /** A write without a number may be repeated only when it is certain that nothing was done. */
    public static boolean isSafeToRetryWrite(Status status) {
        String description = status.getDescription();
        return (description != null && NOTHING_DONE.contains(description)) || neverLeft(status.getCause());
    }

    /** The cluster does not know the session, or has forgotten what it answered to this number. */
    public static boolean isSessionGone(Status status) {
        return isPrecondition(status, SESSION_GONE);
    }

    /** A read that this node is not fresh enough for; another one may be. */
    public static boolean isTooStale(Status status) {
        return isPrecondition(status, TOO_STALE);
    }

    /** A read of a revision that its keyspace does not have. */
    static boolean isRevisionAhead(Status status) {
        return isPrecondition(status, REVISION_AHEAD);
    }

    private static boolean isPrecondition(Status status, String beginning) {
        String description = status.getDescription();
        return status.getCode() == Status.Code.FAILED_PRECONDITION
                && description != null
                && description.startsWith(beginning);
    }

    private static boolean isEtcdText(Status status) {
        String description = status.getDescription();
        return description != null && (description.startsWith("etcdserver:") || description.startsWith("quorate:"));
    }

    /** There was no connection to send it over. */
    private static boolean neverLeft(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof UnresolvedAddressException
                    || each instanceof java.net.UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
