package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;

/** The newest versions of a read view: a walk over CURRENT and nothing else. */
final class CurrentVersions implements Versions {
    private final Cursor cursor;
    private final ScanBounds bounds;
    private boolean started;

    CurrentVersions(ReadView view, ScanBounds bounds) {
        this.bounds = bounds;
        cursor = view.cursor(Column.CURRENT, bounds.from().array(), bounds.toArray());
    }

    @Override
    public boolean advance() {
        if (started) {
            cursor.next();
        } else {
            started = true;
            cursor.seek(bounds.from().array());
        }
        return cursor.isValid();
    }

    @Override
    public Bytes key() {
        return Bytes.wrap(cursor.key());
    }

    @Override
    public StoredVersion version() {
        return StoredVersion.decode(cursor.value());
    }

    @Override
    public void close() {
        cursor.close();
    }
}
