package io.quorate.jepsen.core;

/**
 * Where an answer came from, by the answer's own header and trailing metadata. All zero when there was none.
 *
 * @param revision of the store when it was served; for a write its own
 * @param term of Raft where it was served
 * @param member id of the node that served it
 * @param stalenessMillis how old the answer may be at most, as the node says; {@link #NOT_STATED} when it does not, or
 *     was not listened to
 */
public record Receipt(long revision, long term, long member, long stalenessMillis) {
    public static final long NOT_STATED = -1;
    public static final Receipt NONE = new Receipt(0, 0, 0);

    /** Of an answer of which nothing was said, or asked, about its staleness. */
    public Receipt(long revision, long term, long member) {
        this(revision, term, member, NOT_STATED);
    }
}
