package io.quorate.server.replication;

/** How a node answered another. */
public enum PeerStatus {
    OK,
    /** Not the leader; nothing was appended. */
    NOT_LEADER,
    /** The leader may not serve yet, or any more; nothing was appended. */
    NOT_READY,
    /** Too much in flight; nothing was appended. */
    OVERLOADED,
    /** May or may not have been appended. */
    INDETERMINATE,
    /** Another cluster, an unknown group, a bad request: asking again does not help. */
    REFUSED
}
