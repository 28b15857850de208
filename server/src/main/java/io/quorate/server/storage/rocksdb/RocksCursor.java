package io.quorate.server.storage.rocksdb;

import io.quorate.server.storage.Cursor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A RocksDB iterator with its bounds, owned by a {@link RocksReadView}. */
final class RocksCursor implements Cursor {
    private final RocksReadView view;
    private final RocksIterator iterator;
    private final ReadOptions options;
    private final Slice lower;
    private final @Nullable Slice upper;
    private boolean valid;
    private boolean closed;

    RocksCursor(RocksReadView view, RocksIterator iterator, ReadOptions options, Slice lower, @Nullable Slice upper) {
        this.view = view;
        this.iterator = iterator;
        this.options = options;
        this.lower = lower;
        this.upper = upper;
    }

    @Override
    public void seek(byte[] key) {
        enter();
        try {
            iterator.seek(key);
            look();
        } finally {
            view.leave();
        }
    }

    @Override
    public void seekBackward(byte[] key) {
        enter();
        try {
            iterator.seekForPrev(key);
            look();
        } finally {
            view.leave();
        }
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public byte[] key() {
        enter();
        try {
            requireValid();
            return iterator.key();
        } finally {
            view.leave();
        }
    }

    @Override
    public byte[] value() {
        enter();
        try {
            requireValid();
            return iterator.value();
        } finally {
            view.leave();
        }
    }

    @Override
    public void next() {
        enter();
        try {
            requireValid();
            iterator.next();
            look();
        } finally {
            view.leave();
        }
    }

    @Override
    public void previous() {
        enter();
        try {
            requireValid();
            iterator.prev();
            look();
        } finally {
            view.leave();
        }
    }

    @Override
    public void close() {
        view.close(this);
    }

    /**
     * Frees the native side; called once, by the view. The cursor stays as valid as it was: to its user, who may be in
     * the midst of a walk while the store closes, becoming invalid would look like the end of the range.
     */
    void release() {
        closed = true;
        iterator.close();
        options.close();
        lower.close();
        if (upper != null) {
            upper.close();
        }
    }

    private void enter() {
        view.enter();
        if (closed) {
            view.leave();
            throw new IllegalStateException("the cursor is closed");
        }
    }

    private void requireValid() {
        if (!valid) {
            throw new IllegalStateException("the cursor is on no key");
        }
    }

    /** An iterator that stops because of an error looks as if it had come to its end: ask. */
    private void look() {
        valid = iterator.isValid();
        if (!valid) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                throw RocksErrors.fault("read " + view.name(), e);
            }
        }
    }
}
