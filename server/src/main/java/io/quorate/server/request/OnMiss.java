package io.quorate.server.request;

/** What to do when this node's state is not fresh enough for a session or bounded read. */
public enum OnMiss {
    /** Refuse at once. */
    ERROR,
    /** Read linearizably, which costs a round trip to the leader. */
    UPGRADE,
    /** Wait until this node has caught up, or the deadline passes. */
    WAIT
}
