package io.quorate.server.mvcc;

import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;

/** The read face of the key-value history. Any thread; reads see whole entries only. */
public interface MvccReader {
    /** What a read gave; the revision is that of the state that was read. */
    sealed interface ReadOutcome {
        long revision();
    }

    record Found(long revision, RangeResult result) implements ReadOutcome {}

    /** The asked revision is below the compacted one. */
    record Compacted(long revision, long compactedRevision) implements ReadOutcome {}

    /** The asked revision has not happened yet. */
    record Future(long revision) implements ReadOutcome {}

    ReadOutcome read(RangeQuery query);

    /** Newest revision visible to reads; 1 on an empty store. */
    long revision();

    /** Newest compacted revision; 0 when nothing was compacted. */
    long compactedRevision();
}
