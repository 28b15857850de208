package io.quorate.server.request;

/** How a read was made safe. */
public enum ReadPath {
    /** Here, under the leader lease. */
    LEASE,
    /** Here, behind an entry that this leader had committed for it. */
    BARRIER,
    /** Here, at an index that the leader gave. */
    READ_INDEX,
    /** Here, by nobody's leave. */
    LOCAL
}
