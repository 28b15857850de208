package io.quorate.jepsen.core;

/** How fresh an operation's reads have to be. What writes is always LINEARIZABLE. */
public enum ReadLevel {
    /** Sees every write acknowledged before it began. */
    LINEARIZABLE,
    /** Shows what the node asked has applied. */
    SERIALIZABLE
}
