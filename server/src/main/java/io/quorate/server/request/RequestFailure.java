package io.quorate.server.request;

import org.jspecify.annotations.Nullable;

/** Why a request got no answer. Has no stack trace: it is an everyday value. */
public final class RequestFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the caller may conclude. */
    public enum Kind {
        /** No leader is known or reachable within the deadline; nothing was done. */
        NO_LEADER,
        /** Leadership moved before anything was done; nothing was done. */
        LEADER_CHANGED,
        /** Too much in flight; refused before anything was done. */
        OVERLOADED,
        /** The deadline passed; a read, or a write that was never sent. */
        TIMED_OUT,
        /** A write that may or may not have been, or may yet be, applied. */
        INDETERMINATE,
        /** This node is stopping; nothing was done. */
        STOPPED,
        /** Only the leader can do this, and this node does not lead; nothing was done. */
        NOT_LEADER,
        /** The other node did not take leadership over in time; it may yet. */
        HANDOVER_FAILED,
        /** This node's state is not as fresh as a session or bounded read asked for. */
        TOO_STALE,
        /** A read asked for a revision that its keyspace has not come to, as its leader knows. */
        REVISION_AHEAD
    }

    private final Kind kind;
    private final @Nullable String detail;

    public RequestFailure(Kind kind) {
        this(kind, null);
    }

    /** @param detail what the caller is told besides, null for nothing */
    public RequestFailure(Kind kind, @Nullable String detail) {
        super(kind.name(), null, false, false);
        this.kind = kind;
        this.detail = detail;
    }

    public Kind kind() {
        return kind;
    }

    public @Nullable String detail() {
        return detail;
    }
}
