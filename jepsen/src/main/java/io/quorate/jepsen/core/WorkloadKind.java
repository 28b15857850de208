package io.quorate.jepsen.core;

/** Whose keys an operation works on. Workloads do not share keys. */
public enum WorkloadKind {
    /** Single keys, read, written, and compared and set. */
    REGISTER,
    /** Lists that transactions read and append to. */
    APPEND,
    /** One key an element, added once, read by range. */
    SET,
    /** Keys whose version counts the writes; the client sends a request again until it knows. */
    COUNTER,
    /** Single keys as REGISTER, each process on its own node, for what one session sees in order. */
    SESSION,
    /** Serializable reads, for how old what they show is. */
    STALENESS
}
