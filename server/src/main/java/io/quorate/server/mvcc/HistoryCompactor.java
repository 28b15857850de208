package io.quorate.server.mvcc;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.nio.charset.StandardCharsets;

/**
 * Removes the rows that a compacted revision made unreadable, a bounded number at a time, beside the apply thread and
 * beside readers. How far it got is written with the removals, so it goes on there after a restart; no answer depends
 * on it.
 *
 * <p>Every change below the compacted revision C has a row in REVISIONS that keeps the version it ended. A version that
 * ended below C is invisible at C and above, so those rows go, and the rows of HISTORY that lead to them. Changes at C
 * stay: a watch may start there, and may ask for what was before.
 *
 * <p>One thread at a time may step; {@link #physicallyCompacted} may be called by any.
 */
public final class HistoryCompactor {
    private static final byte[] PROGRESS = "history-compaction".getBytes(StandardCharsets.US_ASCII);

    private final OrderedStore store;
    private final MvccReader reader;
    private final int rowsPerStep;

    /** First key of REVISIONS that was not removed. */
    private byte[] position;

    private volatile long physicallyCompacted;

    private HistoryCompactor(OrderedStore store, MvccReader reader, int rowsPerStep, byte[] position) {
        this.store = store;
        this.reader = reader;
        this.rowsPerStep = rowsPerStep;
        this.position = position;
        this.physicallyCompacted = RevisionRow.revision(position);
    }

    public static HistoryCompactor open(OrderedStore store, MvccReader reader, int rowsPerStep) {
        if (rowsPerStep < 1) {
            throw new Fault("a step of " + rowsPerStep + " rows");
        }
        byte[] position = store.get(Column.META, PROGRESS);
        return new HistoryCompactor(store, reader, rowsPerStep, position == null ? RevisionRow.key(0, 0) : position);
    }

    /** Removes some rows; true when there are more to remove. */
    public boolean step() {
        long compacted = reader.compactedRevision();
        if (physicallyCompacted >= compacted) {
            return false;
        }
        byte[] end = RevisionRow.key(compacted, 0);
        WriteBatch batch = store.newBatch();
        byte[] next = collect(batch, end);
        batch.deleteRange(Column.REVISIONS, position, next);
        batch.put(Column.META, PROGRESS, next);
        store.write(batch);
        position = next;
        physicallyCompacted = RevisionRow.revision(next);
        return physicallyCompacted < compacted;
    }

    /** Rows of changes below this revision are gone. */
    public long physicallyCompacted() {
        return physicallyCompacted;
    }

    private byte[] collect(WriteBatch batch, byte[] end) {
        try (ReadView view = store.openView();
                Cursor cursor = view.cursor(Column.REVISIONS, position, end)) {
            cursor.seek(position);
            for (int rows = 0; cursor.isValid() && rows < rowsPerStep; rows++) {
                RevisionRow row = RevisionRow.decode(cursor.value());
                if (row.anchored()) {
                    byte[] key = cursor.key();
                    byte[] anchor = HistoryKey.of(row.key().array(), RevisionRow.revision(key), RevisionRow.sub(key));
                    batch.delete(Column.HISTORY, anchor);
                }
                cursor.next();
            }
            return cursor.isValid() ? cursor.key() : end;
        }
    }
}
