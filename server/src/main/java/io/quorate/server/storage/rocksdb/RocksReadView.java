package io.quorate.server.storage.rocksdb;

import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** A RocksDB snapshot and the cursors opened on it; the store closes it when its user forgot. */
final class RocksReadView implements ReadView {
    private final RocksStore store;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final List<RocksCursor> cursors = new ArrayList<>(2);
    private boolean closed;

    RocksReadView(RocksStore store, Snapshot snapshot) {
        this.store = store;
        this.snapshot = snapshot;
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        enter();
        try {
            return store.db().get(store.family(column), options, key);
        } catch (RocksDBException e) {
            throw RocksErrors.fault("read " + column.label() + " of " + name(), e);
        } finally {
            leave();
        }
    }

    @Override
    public Cursor cursor(Column column, byte[] from, byte @Nullable [] to) {
        enter();
        try {
            Slice lower = new Slice(from);
            Slice upper = to == null ? null : new Slice(to);
            ReadOptions bounded = new ReadOptions().setSnapshot(snapshot).setIterateLowerBound(lower);
            if (upper != null) {
                bounded.setIterateUpperBound(upper);
            }
            RocksCursor cursor =
                    new RocksCursor(this, store.db().newIterator(store.family(column), bounded), bounded, lower, upper);
            cursors.add(cursor);
            return cursor;
        } finally {
            leave();
        }
    }

    /** Does nothing once the store is closing: it closes what is left open. */
    @Override
    public void close() {
        if (store.gate().tryEnter()) {
            try {
                if (store.forget(this)) {
                    release();
                }
            } finally {
                store.gate().leave();
            }
        }
    }

    /** Frees the native side; called by whoever took this view off the store's list. */
    void release() {
        closed = true;
        for (RocksCursor cursor : cursors) {
            cursor.release();
        }
        cursors.clear();
        options.close();
        store.db().releaseSnapshot(snapshot);
    }

    void close(RocksCursor cursor) {
        if (store.gate().tryEnter()) {
            try {
                if (cursors.remove(cursor)) {
                    cursor.release();
                }
            } finally {
                store.gate().leave();
            }
        }
    }

    void enter() {
        store.gate().enter();
        if (closed) {
            store.gate().leave();
            throw new IllegalStateException("the read view is closed");
        }
    }

    void leave() {
        store.gate().leave();
    }

    String name() {
        return store.name();
    }
}
