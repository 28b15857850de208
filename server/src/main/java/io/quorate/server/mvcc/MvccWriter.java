package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.storage.WriteBatch;
import java.util.List;

/**
 * The write face of the key-value history: one entry at a time, each of them a sequence of requests. Later requests of
 * an entry see the changes of earlier ones; readers see an entry whole or not at all. Apply thread only.
 */
public interface MvccWriter {
    /** What a range deletion removed. */
    record Deleted(long count, List<KeyValue> previous) {}

    /** Starts an entry whose changes go into this batch. */
    void beginEntry(WriteBatch batch);

    /** Writes the entry's batch and shows it to readers. */
    void commitEntry();

    /** Starts a request: all its changes share the next revision. */
    void beginRequest();

    /** Ends a request; one that changed nothing takes no revision. */
    void endRequest();

    /** Newest revision, with the open request's when it has changed something. */
    long revision();

    /** Newest compacted revision; -1 when there was none. */
    long compactedRevision();

    /** The newest version of a key; not live when there is none. */
    StoredVersion find(Bytes key);

    /** Reads as {@link MvccReader#read} does, with the entry's changes; the asked revision must be readable. */
    RangeResult range(RangeQuery query);

    /** Puts a key and returns what it replaced. */
    StoredVersion put(Bytes key, Bytes value, long lease);

    /**
     * Deletes the live keys of a range.
     *
     * @param previous whether to return them
     */
    Deleted deleteRange(KeyRange range, boolean previous);

    /** Makes revisions below this one unreadable; their rows go later, see {@link HistoryCompactor}. */
    void compact(long revision);
}
