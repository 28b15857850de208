package io.quorate.server.storage.rocksdb;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** {@link OrderedStore} on RocksDB: a column family per column, beside RocksDB's own, which stays empty. */
public final class RocksStore implements OrderedStore {
    private static final int SMALLEST_BATCH_BYTES = 4 << 10;
    private static final int LARGEST_EXPECTED_BATCH_BYTES = 1 << 20;
    private static final List<String> SUMMED_PROPERTIES = List.of(
            "rocksdb.total-sst-files-size",
            "rocksdb.live-sst-files-size",
            "rocksdb.estimate-num-keys",
            "rocksdb.estimate-live-data-size",
            "rocksdb.cur-size-all-mem-tables",
            "rocksdb.size-all-mem-tables",
            "rocksdb.estimate-table-readers-mem",
            "rocksdb.estimate-pending-compaction-bytes",
            "rocksdb.num-immutable-mem-table",
            "rocksdb.mem-table-flush-pending",
            "rocksdb.compaction-pending");
    private static final List<String> SHARED_PROPERTIES = List.of(
            "rocksdb.num-running-flushes",
            "rocksdb.num-running-compactions",
            "rocksdb.background-errors",
            "rocksdb.actual-delayed-write-rate",
            "rocksdb.is-write-stopped",
            "rocksdb.num-snapshots");

    private final Path directory;
    private final RocksOptions options;
    /** Null when it is shared. */
    private final @Nullable RocksMemory own;

    private final RocksDB db;
    private final List<ColumnFamilyHandle> handles;
    private final ColumnFamilyHandle[] families;
    private final int[] familyIds;
    private final AccessGate gate = new AccessGate();
    private final Set<RocksReadView> views = ConcurrentHashMap.newKeySet();

    /** Size of the batch written last: what the next is likely to need. */
    private volatile int expectedBatchBytes = SMALLEST_BATCH_BYTES;

    private RocksStore(
            Path directory,
            RocksOptions options,
            RocksDB db,
            List<ColumnFamilyHandle> handles,
            @Nullable RocksMemory own) {
        this.directory = directory;
        this.options = options;
        this.own = own;
        this.db = db;
        this.handles = handles;
        Column[] columns = Column.values();
        families = new ColumnFamilyHandle[columns.length];
        familyIds = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            // The first handle is RocksDB's own column family.
            families[columns[i].id()] = handles.get(i + 1);
            familyIds[columns[i].id()] = handles.get(i + 1).getID();
        }
    }

    /** As the other, with memory of its own. */
    public static RocksStore open(Path directory, RocksSettings settings) {
        RocksMemory own = new RocksMemory(settings);
        try {
            return open(directory, settings, own, own);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Opens or creates the store of a directory, which no other process may have open.
     *
     * @param memory shared with others, and closed by its owner after them
     * @throws io.quorate.server.storage.CorruptStore when its files are not what was written
     */
    public static RocksStore open(Path directory, RocksSettings settings, RocksMemory memory) {
        return open(directory, settings, memory, null);
    }

    private static RocksStore open(
            Path directory, RocksSettings settings, RocksMemory memory, @Nullable RocksMemory own) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new Fault("could not create " + directory, e);
        }
        RocksOptions options = new RocksOptions(settings, memory);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.unused()));
        for (Column column : Column.values()) {
            descriptors.add(new ColumnFamilyDescriptor(
                    column.label().getBytes(StandardCharsets.US_ASCII), options.column(column)));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(options.database(), directory.toString(), descriptors, handles);
            return new RocksStore(directory, options, db, handles, own);
        } catch (RocksDBException e) {
            options.close();
            throw RocksErrors.fault("open " + directory, e);
        }
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        gate.enter();
        try {
            return db.get(family(column), options.read(), key);
        } catch (RocksDBException e) {
            throw RocksErrors.fault("read " + column.label() + " of " + directory, e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public ReadView openView() {
        gate.enter();
        try {
            RocksReadView view = new RocksReadView(this, db.getSnapshot());
            views.add(view);
            return view;
        } finally {
            gate.leave();
        }
    }

    @Override
    public WriteBatch newBatch() {
        return new RocksWriteBatch(familyIds, expectedBatchBytes);
    }

    @Override
    public void write(WriteBatch batch) {
        if (!(batch instanceof RocksWriteBatch records)) {
            throw new IllegalArgumentException("a batch of another store");
        }
        if (records.isEmpty()) {
            return;
        }
        expectedBatchBytes =
                Math.min(LARGEST_EXPECTED_BATCH_BYTES, Math.max(SMALLEST_BATCH_BYTES, records.byteCount() * 5 / 4));
        gate.enter();
        try (org.rocksdb.WriteBatch nativeBatch = new org.rocksdb.WriteBatch(records.toByteArray())) {
            db.write(options.write(), nativeBatch);
        } catch (RocksDBException e) {
            throw RocksErrors.fault("write to " + directory, e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void flush() {
        gate.enter();
        try {
            db.flush(options.flush(), handles);
        } catch (RocksDBException e) {
            throw RocksErrors.fault("flush " + directory, e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void checkpoint(Path target) {
        gate.enter();
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(target.toString());
            sync(target);
            Path parent = target.toAbsolutePath().getParent();
            if (parent != null) {
                sync(parent);
            }
        } catch (RocksDBException e) {
            throw RocksErrors.fault("write a checkpoint of " + directory + " to " + target, e);
        } catch (IOException e) {
            throw new Fault("could not make the checkpoint " + target + " durable", e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public long sizeBytes() {
        gate.enter();
        try {
            return db.getAggregatedLongProperty("rocksdb.total-sst-files-size")
                    + db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException e) {
            throw RocksErrors.fault("measure " + directory, e);
        } finally {
            gate.leave();
        }
    }

    /** RocksDB's gauges by RocksDB's names, for metrics. */
    public Map<String, Long> properties() {
        gate.enter();
        try {
            Map<String, Long> properties = new LinkedHashMap<>();
            for (String name : SUMMED_PROPERTIES) {
                properties.put(name, db.getAggregatedLongProperty(name));
            }
            for (String name : SHARED_PROPERTIES) {
                properties.put(name, db.getLongProperty(name));
            }
            properties.put("rocksdb.block-cache-usage", options.cache().getUsage());
            properties.put("rocksdb.block-cache-pinned-usage", options.cache().getPinnedUsage());
            return properties;
        } catch (RocksDBException e) {
            throw RocksErrors.fault("measure " + directory, e);
        } finally {
            gate.leave();
        }
    }

    /** Waits for calls that are under way; later ones are Faults. Views and cursors still open are closed. */
    @Override
    public void close() {
        if (gate.close()) {
            views.forEach(RocksReadView::release);
            views.clear();
            handles.forEach(ColumnFamilyHandle::close);
            db.close();
            options.close();
            if (own != null) {
                own.close();
            }
        }
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle family(Column column) {
        return families[column.id()];
    }

    AccessGate gate() {
        return gate;
    }

    String name() {
        return directory.toString();
    }

    /** True for the one caller that took the view off the list. */
    boolean forget(RocksReadView view) {
        return views.remove(view);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
