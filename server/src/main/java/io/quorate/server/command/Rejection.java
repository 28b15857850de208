package io.quorate.server.command;

/** Why the state machine said no. The numbers are a disk format: never reused. */
public enum Rejection {
    KEY_NOT_FOUND(1),
    LEASE_NOT_FOUND(2),
    COMPACTED(3),
    FUTURE_REVISION(4),
    /** The request's session is unknown or its reply was forgotten: whether it was applied before cannot be told. */
    SESSION_EXPIRED(5),
    /** A command of a newer behaviour level than this cluster has agreed on. */
    UNSUPPORTED(6);

    private final int number;

    Rejection(int number) {
        this.number = number;
    }

    /** Stable number in the log format. */
    public int number() {
        return number;
    }
}
