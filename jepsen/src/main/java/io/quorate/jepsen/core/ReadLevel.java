package io.quorate.jepsen.core;

/** How fresh an operation's reads have to be. What writes is always LINEARIZABLE. */
public enum ReadLevel {
    /** Sees every write acknowledged before it began. */
    LINEARIZABLE,
    /** Shows what the node asked has applied. */
    SERIALIZABLE,
    /** Shows at least whatever its process has been answered before, also by other nodes. */
    SESSION,
    /** Sees every write acknowledged longer ago than it allows, and is told how long that may be at most. */
    BOUNDED
}
