package io.quorate.server.api.error;

import io.quorate.server.command.Rejection;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.RequestFailure;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table from the domain's errors to what a client is told. The only place where they meet. */
public final class StatusMapper {
    private static final Logger LOG = LoggerFactory.getLogger(StatusMapper.class);

    private StatusMapper() {}

    /** The state machine's deterministic no. */
    public static EtcdError of(Rejection rejection) {
        return switch (rejection) {
            case KEY_NOT_FOUND -> EtcdError.KEY_NOT_FOUND;
            case LEASE_NOT_FOUND -> EtcdError.LEASE_NOT_FOUND;
            case COMPACTED -> EtcdError.COMPACTED;
            case FUTURE_REVISION -> EtcdError.FUTURE_REVISION;
            case SESSION_EXPIRED -> EtcdError.SESSION_EXPIRED;
            case UNSUPPORTED -> EtcdError.NOT_CAPABLE;
        };
    }

    /**
     * A request that got no answer.
     *
     * @param deadlinePassed tells a write whose time ran out from one whose leader went away: the client may conclude
     *     the same from both, that it does not know, but whoever reads the text learns what to look for
     */
    public static EtcdError of(RequestFailure.Kind kind, boolean deadlinePassed) {
        return switch (kind) {
            case NO_LEADER -> EtcdError.NO_LEADER;
            case LEADER_CHANGED -> EtcdError.LEADER_CHANGED;
            case OVERLOADED -> EtcdError.TOO_MANY_REQUESTS;
            case TIMED_OUT -> EtcdError.TIMED_OUT;
            case INDETERMINATE -> deadlinePassed ? EtcdError.TIMED_OUT : EtcdError.TIMED_OUT_LEADER_FAILURE;
            case STOPPED -> EtcdError.STOPPED;
            case NOT_LEADER -> EtcdError.NOT_LEADER;
            case HANDOVER_FAILED -> EtcdError.TIMED_OUT_LEADER_TRANSFER;
            case TOO_STALE -> EtcdError.TOO_STALE;
            case REVISION_AHEAD -> EtcdError.REVISION_AHEAD;
        };
    }

    /**
     * What a future failed with. Anything but a {@link RequestFailure}, and a state that is just being replaced, is a
     * defect and is logged as one.
     */
    public static EtcdError of(Throwable failure, boolean deadlinePassed) {
        Throwable cause = cause(failure);
        if (cause instanceof RequestFailure known) {
            return of(known.kind(), deadlinePassed);
        }
        if (cause instanceof LocalState.Unavailable) {
            return EtcdError.LEADER_CHANGED;
        }
        LOG.error("A request failed in a way that none should", cause);
        return EtcdError.INTERNAL;
    }

    /** What is said after the error's text about what a future failed with; null for nothing. */
    public static @Nullable String detail(Throwable failure) {
        return cause(failure) instanceof RequestFailure known ? known.detail() : null;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
