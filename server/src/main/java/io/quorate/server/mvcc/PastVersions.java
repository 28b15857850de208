package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;
import org.jspecify.annotations.Nullable;

/** The versions of a read view as of a past revision: CURRENT and HISTORY merged. */
final class PastVersions implements Versions {
    /** Rows of one key that are walked over before it is cheaper to seek. */
    private static final int STEPS_BEFORE_SEEK = 4;

    private final Cursor current;
    private final Cursor history;
    private final long revision;
    private @Nullable Bytes currentKey;
    private @Nullable Bytes historyKey;
    private Bytes key = Bytes.EMPTY;
    private StoredVersion version = StoredVersion.ABSENT;

    PastVersions(ReadView view, ScanBounds bounds, long revision) {
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
                StoredVersion newest = StoredVersion.decode(current.value(), 0);
                if (newest.modRevision() <= revision) {
                    found = newest;
                }
                current.next();
                currentKey = currentKey();
            }
            if (next.equals(historyKey)) {
                if (!found.isLive()) {
                    found = findInHistory(next);
                }
                skipHistory(next);
            }
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

    private StoredVersion findInHistory(Bytes of) {
        if (HistoryKey.modRevision(history.key()) > revision) {
            history.seek(HistoryKey.of(of.array(), revision));
            historyKey = historyKey();
        }
        if (!of.equals(historyKey)) {
            return StoredVersion.ABSENT;
        }
        HistoryRow row = HistoryRow.decode(history.value());
        return row.endRevision() > revision ? row.version() : StoredVersion.ABSENT;
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
