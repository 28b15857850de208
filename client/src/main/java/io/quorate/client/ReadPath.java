package io.quorate.client;

/** How a node made sure that it might answer a read. */
public enum ReadPath {
    /** The leader, under its lease: no message to anybody. */
    LEASE,
    /** The leader, behind an entry that it had committed for this read and those that waited with it. */
    BARRIER,
    /** Another node, at an index that it asked the leader for. */
    READ_INDEX,
    /** From what the node had, without asking; see {@link Receipt#staleness()}. */
    LOCAL
}
