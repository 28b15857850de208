package io.quorate.server.replication;

import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.statemachine.StateDigest;
import java.util.function.BooleanSupplier;

/**
 * The state that this replica has applied. Any thread. Throws {@link Unavailable} while a snapshot replaces it and when
 * the node stops.
 */
public interface LocalState extends MvccReader {
    /** Bytes on disk, roughly. */
    long sizeBytes();

    /** Does one bounded step of physical history compaction; false when there is nothing to do. Blocks on the disk. */
    boolean compactHistory();

    /**
     * Digest of the whole state and the position it belongs to. Reads everything, which takes its time.
     *
     * @param wanted asked now and then; {@link io.quorate.server.mvcc.MvccReader.Unwanted} is thrown when it says no
     */
    StateDigest digest(BooleanSupplier wanted);

    /** Revision up to which history is physically gone on this replica. */
    long physicallyCompacted();

    /** The state is being replaced by a snapshot, or the node is stopping: ask again, or another node. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unavailable() {
            super("the state of this replica is being replaced", null, false, false);
        }
    }
}
