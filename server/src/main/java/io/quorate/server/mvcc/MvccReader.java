package io.quorate.server.mvcc;

import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import java.util.function.BooleanSupplier;

/** The read face of the key-value history. Any thread; reads see whole entries only. */
public interface MvccReader {
    /** What a read gave; the revision is that of the state that was read. */
    sealed interface ReadOutcome {
        long revision();
    }

    record Found(long revision, RangeResult result) implements ReadOutcome {}

    /** What hashing gave. */
    sealed interface HashOutcome {}

    /**
     * A hash of what a read of all keys shows.
     *
     * @param revision newest revision
     * @param compactedRevision newest compacted revision, -1 when nothing was compacted; the hash does not depend on it
     * @param hashRevision the revision that was hashed
     */
    record Hashed(long revision, long compactedRevision, long hashRevision, int hash) implements HashOutcome {}

    /** The asked revision is below the compacted one. */
    record Compacted(long revision, long compactedRevision) implements ReadOutcome, HashOutcome {}

    /** The asked revision has not happened yet. */
    record Future(long revision) implements ReadOutcome, HashOutcome {}

    /** Whoever asked does not want the result any more. */
    final class Unwanted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unwanted() {
            super("nobody wants the result any more", null, false, false);
        }
    }

    ReadOutcome read(RangeQuery query);

    /**
     * Hashes what a read of all keys shows at a revision, the newest when it is 0; equal on all replicas that show the
     * same. Reads everything, which takes its time.
     *
     * @param wanted asked now and then; {@link Unwanted} is thrown when it says no
     */
    HashOutcome hash(long revision, BooleanSupplier wanted);

    /** Newest revision visible to reads; 1 on an empty store. */
    long revision();

    /** Newest compacted revision; 0 when nothing was compacted. */
    long compactedRevision();
}
