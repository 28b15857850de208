package io.quorate.server.storage.memory;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link OrderedStore} in memory, for tests: the same contract, nothing durable. A view is a copy. */
public final class MemoryStore implements OrderedStore {
    private final Object lock = new Object();
    private final Map<Column, NavigableMap<Bytes, byte[]>> columns = new EnumMap<>(Column.class);
    /** What the last flush made durable, and the batches written since: for {@link #afterCrash}. */
    private Map<Column, NavigableMap<Bytes, byte[]>> flushed;

    private final List<Batch> unflushed = new ArrayList<>();
    private boolean closed;

    public MemoryStore() {
        for (Column column : Column.values()) {
            columns.put(column, new TreeMap<>());
        }
        flushed = copy(columns);
    }

    /** Batches written since the last flush. */
    public int unflushedBatches() {
        synchronized (lock) {
            return unflushed.size();
        }
    }

    /** What a crash may leave: all that was flushed, and so many of the batches written since. */
    public MemoryStore afterCrash(int keptBatches) {
        synchronized (lock) {
            MemoryStore store = new MemoryStore();
            store.columns.putAll(copy(flushed));
            unflushed.subList(0, keptBatches).forEach(store::write);
            store.flush();
            return store;
        }
    }

    private static Map<Column, NavigableMap<Bytes, byte[]>> copy(Map<Column, NavigableMap<Bytes, byte[]>> columns) {
        Map<Column, NavigableMap<Bytes, byte[]>> copy = new EnumMap<>(Column.class);
        columns.forEach((column, rows) -> copy.put(column, new TreeMap<>(rows)));
        return copy;
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        synchronized (lock) {
            requireOpen();
            byte[] value = rows(columns, column).get(Bytes.wrap(key));
            return value == null ? null : value.clone();
        }
    }

    @Override
    public ReadView openView() {
        synchronized (lock) {
            requireOpen();
            return new View(copy(columns));
        }
    }

    @Override
    public WriteBatch newBatch() {
        return new Batch();
    }

    @Override
    public void write(WriteBatch batch) {
        synchronized (lock) {
            requireOpen();
            Batch written = (Batch) batch;
            written.changes.forEach(change -> change.run(columns));
            unflushed.add(written);
        }
    }

    @Override
    public void flush() {
        synchronized (lock) {
            requireOpen();
            flushed = copy(columns);
            unflushed.clear();
        }
    }

    /** Leaves an empty directory: there are no files to copy. */
    @Override
    public void checkpoint(Path directory) {
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new Fault("could not create " + directory, e);
        }
    }

    @Override
    public long sizeBytes() {
        synchronized (lock) {
            requireOpen();
            return columns.values().stream()
                    .flatMap(rows -> rows.entrySet().stream())
                    .mapToLong(row -> row.getKey().size() + row.getValue().length)
                    .sum();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new Fault("the store is closed");
        }
    }

    private static NavigableMap<Bytes, byte[]> rows(Map<Column, NavigableMap<Bytes, byte[]>> columns, Column column) {
        NavigableMap<Bytes, byte[]> rows = columns.get(column);
        if (rows == null) {
            throw new IllegalArgumentException("no column " + column);
        }
        return rows;
    }

    /** One change of a batch. */
    private interface Change {
        void run(Map<Column, NavigableMap<Bytes, byte[]>> columns);
    }

    private static final class Batch implements WriteBatch {
        private final List<Change> changes = new ArrayList<>();

        @Override
        public void put(Column column, byte[] key, byte[] value) {
            put(column, key, key.length, value, value.length);
        }

        @Override
        public void put(Column column, byte[] key, int keyLength, byte[] value, int valueLength) {
            Bytes keyCopy = Bytes.wrap(Arrays.copyOf(key, keyLength));
            byte[] valueCopy = Arrays.copyOf(value, valueLength);
            changes.add(columns -> rows(columns, column).put(keyCopy, valueCopy));
        }

        @Override
        public void delete(Column column, byte[] key) {
            Bytes keyCopy = Bytes.wrap(key.clone());
            changes.add(columns -> rows(columns, column).remove(keyCopy));
        }

        @Override
        public void deleteRange(Column column, byte[] from, byte[] to) {
            Bytes fromCopy = Bytes.wrap(from.clone());
            Bytes toCopy = Bytes.wrap(to.clone());
            changes.add(
                    columns -> rows(columns, column).subMap(fromCopy, toCopy).clear());
        }

        @Override
        public boolean isEmpty() {
            return changes.isEmpty();
        }
    }

    private record View(Map<Column, NavigableMap<Bytes, byte[]>> columns) implements ReadView {
        @Override
        public byte @Nullable [] get(Column column, byte[] key) {
            return rows(columns, column).get(Bytes.wrap(key));
        }

        @Override
        public Cursor cursor(Column column, byte[] from, byte @Nullable [] to) {
            NavigableMap<Bytes, byte[]> rows = rows(columns, column).tailMap(Bytes.wrap(from), true);
            return new MemoryCursor(to == null ? rows : rows.headMap(Bytes.wrap(to), false));
        }

        @Override
        public void close() {}
    }

    private static final class MemoryCursor implements Cursor {
        private final NavigableMap<Bytes, byte[]> rows;
        private Map.@Nullable Entry<Bytes, byte[]> here;

        MemoryCursor(NavigableMap<Bytes, byte[]> rows) {
            this.rows = rows;
        }

        @Override
        public void seek(byte[] key) {
            here = rows.ceilingEntry(Bytes.wrap(key));
        }

        @Override
        public void seekBackward(byte[] key) {
            here = rows.floorEntry(Bytes.wrap(key));
        }

        @Override
        public boolean isValid() {
            return here != null;
        }

        @Override
        public byte[] key() {
            return requireHere().getKey().array().clone();
        }

        @Override
        public byte[] value() {
            return requireHere().getValue().clone();
        }

        @Override
        public void next() {
            here = rows.higherEntry(requireHere().getKey());
        }

        @Override
        public void previous() {
            here = rows.lowerEntry(requireHere().getKey());
        }

        @Override
        public void close() {
            here = null;
        }

        private Map.Entry<Bytes, byte[]> requireHere() {
            if (here == null) {
                throw new IllegalStateException("the cursor is on no key");
            }
            return here;
        }
    }
}
