package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a read view as of a past revision. Each change keeps the version that it ended, so the way leads back
 * from change to change: from the first one after the revision that HISTORY knows of, else from the present.
 */
final class PastVersions implements Versions {
    /** Rows of one key that are walked over before it is cheaper to seek. */
    private static final int STEPS_BEFORE_SEEK = 4;

    private final ReadView view;
    private final Cursor current;
    private final Cursor history;
    private final long revision;
    private @Nullable Bytes currentKey;
    private @Nullable Bytes historyKey;
    private Bytes key = Bytes.EMPTY;
    private StoredVersion version = StoredVersion.ABSENT;

    PastVersions(ReadView view, ScanBounds bounds, long revision) {
        this.view = view;
        this.revision = revision;
        byte[] from = bounds.from().array();
        byte[] to = bounds.toArray();
        current = view.cursor(Column.CURRENT, from, to);
        history = view.cursor(Column.HISTORY, HistoryKey.first(from), to == null ? null : HistoryKey.first(to));
        current.seek(from);
        history.seek(HistoryKey.first(from));
        currentKey = currentKey();
        historyKey = historyKey();
    }

    @Override
    public boolean advance() {
        while (currentKey != null || historyKey != null) {
            Bytes next = smaller(currentKey, historyKey);
            StoredVersion found = StoredVersion.ABSENT;
            if (next.equals(currentKey)) {
                found = StoredVersion.decode(current.value());
                current.next();
                currentKey = currentKey();
            }
            if (next.equals(historyKey)) {
                if (!found.isLive() || found.modRevision() > revision) {
                    found = nearestAfter(next, found);
                }
                skipHistory(next);
            }
            found = goBack(found);
            if (found.isLive()) {
                key = next;
                version = found;
                return true;
            }
        }
        return false;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public StoredVersion version() {
        return version;
    }

    @Override
    public void close() {
        current.close();
        history.close();
    }

    private static Bytes smaller(@Nullable Bytes a, @Nullable Bytes b) {
        if (a == null || b == null) {
            return a != null ? a : b != null ? b : Bytes.EMPTY;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** What the first change that is known to come after the revision ended; the newest version if none is known. */
    private StoredVersion nearestAfter(Bytes of, StoredVersion newest) {
        if (HistoryKey.revision(history.key()) <= revision) {
            history.seek(HistoryKey.of(of.array(), revision + 1, 0));
            historyKey = historyKey();
        }
        if (!of.equals(historyKey)) {
            return newest;
        }
        byte[] change = history.key();
        return before(HistoryKey.revision(change), HistoryKey.sub(change));
    }

    /** No life of the key that ended at or before the revision is entered: each such end is known to HISTORY. */
    private StoredVersion goBack(StoredVersion from) {
        StoredVersion version = from;
        while (version.isLive() && version.modRevision() > revision) {
            version = before(version.modRevision(), version.sub());
        }
        return version;
    }

    private StoredVersion before(long changeRevision, int sub) {
        byte[] row = view.get(Column.REVISIONS, RevisionRow.key(changeRevision, sub));
        if (row == null) {
            throw new Fault("revision " + changeRevision + "/" + sub + " is gone, though " + revision + " is readable");
        }
        return RevisionRow.decode(row).before();
    }

    private void skipHistory(Bytes of) {
        for (int step = 0; of.equals(historyKey); step++) {
            if (step < STEPS_BEFORE_SEEK) {
                history.next();
            } else {
                history.seek(HistoryKey.after(of.array()));
            }
            historyKey = historyKey();
        }
    }

    private @Nullable Bytes currentKey() {
        return current.isValid() ? Bytes.wrap(current.key()) : null;
    }

    private @Nullable Bytes historyKey() {
        return history.isValid() ? HistoryKey.key(history.key()) : null;
    }
}
