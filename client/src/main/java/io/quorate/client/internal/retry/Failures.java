package io.quorate.client.internal.retry;

import io.grpc.Status;
import io.quorate.client.InvalidRequestException;
import io.quorate.client.QuorateException;
import io.quorate.client.RejectedException;
import io.quorate.client.RejectedException.Reason;
import io.quorate.client.UnavailableException;

/** The table from what a server says to what a caller gets. */
public final class Failures {
    private Failures() {}

    /** For an answer that is final: nothing was done, and sending it again would not help. */
    static QuorateException refused(Status status) {
        String text = text(status);
        Throwable cause = status.asRuntimeException();
        return switch (status.getCode()) {
            case INVALID_ARGUMENT ->
                text.equals("etcdserver: key not found")
                        ? new RejectedException(Reason.KEY_NOT_FOUND, text, cause)
                        : new InvalidRequestException(text, cause);
            case OUT_OF_RANGE -> new RejectedException(outOfRange(text), text, cause);
            case NOT_FOUND ->
                new RejectedException(
                        text.contains("lease not found") ? Reason.LEASE_NOT_FOUND : Reason.OTHER, text, cause);
            case RESOURCE_EXHAUSTED ->
                new RejectedException(text.contains("space exceeded") ? Reason.NO_SPACE : Reason.OTHER, text, cause);
            case FAILED_PRECONDITION -> new RejectedException(precondition(status), text, cause);
            case UNAUTHENTICATED -> new RejectedException(Reason.UNAUTHENTICATED, text, cause);
            case PERMISSION_DENIED -> new RejectedException(Reason.PERMISSION_DENIED, text, cause);
            case UNIMPLEMENTED -> new RejectedException(Reason.UNSUPPORTED, text, cause);
            default -> new RejectedException(Reason.OTHER, text, cause);
        };
    }

    /** For a call that one certain node has to answer, and that changes nothing. */
    public static QuorateException ofNode(Status status) {
        return RetryPredicates.isSafeToRetryRead(status)
                ? new UnavailableException(text(status), status.asRuntimeException())
                : refused(status);
    }

    static String text(Status status) {
        StringBuilder text = new StringBuilder(
                status.getDescription() == null ? status.getCode().name() : status.getDescription());
        Throwable cause = status.getCause();
        while (cause != null) {
            if (cause.getMessage() != null) {
                text.append(": ").append(cause.getMessage());
                break;
            }
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static Reason precondition(Status status) {
        if (RetryPredicates.isTooStale(status)) {
            return Reason.TOO_STALE;
        }
        return RetryPredicates.isRevisionAhead(status) ? Reason.REVISION_AHEAD : Reason.OTHER;
    }

    private static Reason outOfRange(String text) {
        if (text.contains("has been compacted")) {
            return Reason.COMPACTED;
        }
        return text.contains("future revision") ? Reason.FUTURE_REVISION : Reason.OTHER;
    }
}
