package io.quorate.jepsen.core;

/**
 * Where an answer came from, by the answer's own header. All zero when there was none.
 *
 * @param revision of the store when it was served; for a write its own
 * @param term of Raft where it was served
 * @param member id of the node that served it
 */
public record Receipt(long revision, long term, long member) {
    public static final Receipt NONE = new Receipt(0, 0, 0);
}
