package io.quorate.server.request;

/** How fresh a read must be. */
public enum ReadLevel {
    /** Sees every write acknowledged before it began. */
    LINEARIZABLE,
    /** Sees at least the revision that the client has seen before. */
    SESSION,
    /** Sees every write acknowledged longer ago than the client allows. */
    BOUNDED,
    /** Whatever this node has. */
    SERIALIZABLE
}
