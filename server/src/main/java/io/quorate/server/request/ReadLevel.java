package io.quorate.server.request;

/** How fresh a read must be. */
public enum ReadLevel {
    /** Sees every write acknowledged before it began. */
    LINEARIZABLE,
    /** Whatever this node has. */
    SERIALIZABLE
}
