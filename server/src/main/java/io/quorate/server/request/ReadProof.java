package io.quorate.server.request;

import io.quorate.server.common.LogPosition;

/**
 * What may be said of a value that was read.
 *
 * @param applied what was read has this entry and all before it
 * @param stalenessMillis every write acknowledged longer ago than this, counted back from when the value was read, is
 *     seen; 0 for a linearizable read, {@link #UNKNOWN} when nothing can be said
 */
public record ReadProof(ReadPath path, LogPosition applied, long stalenessMillis) {
    /** Nothing can be said: this node has not asked the leader lately. */
    public static final long UNKNOWN = -1;
}
