package io.quorate.server.storage.rocksdb;

import io.quorate.server.storage.Column;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.WriteOptions;

/** RocksDB's options as we want them, and the owner of their native memory. */
final class RocksOptions implements AutoCloseable {
    private static final double BLOOM_BITS = 10;
    private static final int LOOKUP_BLOCK_BYTES = 8 << 10;
    private static final int WALK_BLOCK_BYTES = 16 << 10;
    private static final long LOG_FILE_BYTES = 1L << 20;
    private static final long ARENA_BLOCK_BYTES = 256L << 10;

    private final Deque<AbstractNativeReference> owned = new ArrayDeque<>();
    private final RocksMemory memory;
    private final BloomFilter bloom;
    private final DBOptions database;
    private final WriteOptions write;
    private final ReadOptions read;
    private final FlushOptions flush;
    private final RocksSettings settings;

    /** @param memory of the store alone, or shared with others; not closed here */
    RocksOptions(RocksSettings settings, RocksMemory memory) {
        this.settings = settings;
        this.memory = memory;
        bloom = own(new BloomFilter(BLOOM_BITS, false));
        write = own(new WriteOptions().setDisableWAL(true));
        read = own(new ReadOptions());
        flush = own(new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true));
        database = own(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setAtomicFlush(true)
                .setParanoidChecks(true)
                .setWriteBufferManager(memory.memtables())
                // One writer: its sequential inserts are cheaper without the means for several.
                .setAllowConcurrentMemtableWrite(false)
                .setMaxBackgroundJobs(settings.backgroundJobs())
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_BYTES)
                .setKeepLogFileNum(2));
    }

    DBOptions database() {
        return database;
    }

    /** No write-ahead log. */
    WriteOptions write() {
        return write;
    }

    ReadOptions read() {
        return read;
    }

    FlushOptions flush() {
        return flush;
    }

    Cache cache() {
        return memory.cache();
    }

    /** Options of RocksDB's own column family, which we leave empty. */
    ColumnFamilyOptions unused() {
        return own(new ColumnFamilyOptions());
    }

    ColumnFamilyOptions column(Column column) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(memory.cache())
                .setBlockSize(column == Column.REVISIONS ? WALK_BLOCK_BYTES : LOOKUP_BLOCK_BYTES)
                .setFormatVersion(5)
                .setChecksumType(ChecksumType.kXXH3)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        if (column != Column.REVISIONS) {
            table.setFilterPolicy(bloom)
                    .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                    .setDataBlockHashTableUtilRatio(0.75);
        }
        ColumnFamilyOptions options = own(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setWriteBufferSize(Math.max(4L << 20, settings.memtableBytes() / 2))
                .setMaxWriteBufferNumber(4)
                // Else the first write to each column of each store takes a mebibyte of what all stores share.
                .setArenaBlockSize(ARENA_BLOCK_BYTES)
                // The youngest levels are rewritten soon: compressing them costs more than it saves.
                .setCompressionPerLevel(List.of(
                        CompressionType.NO_COMPRESSION,
                        CompressionType.NO_COMPRESSION,
                        CompressionType.LZ4_COMPRESSION))
                .setLevelCompactionDynamicLevelBytes(false);
        if (column == Column.HISTORY || column == Column.REVISIONS) {
            // Written much and read little: fewer rewrites are worth more files to look into.
            options.setLevel0FileNumCompactionTrigger(8);
        }
        if (column == Column.CURRENT) {
            // Most lookups before a first put find nothing.
            options.setMemtablePrefixBloomSizeRatio(0.05).setMemtableWholeKeyFiltering(true);
        }
        return options;
    }

    private <T extends AbstractNativeReference> T own(T reference) {
        owned.push(reference);
        return reference;
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            owned.pop().close();
        }
    }
}
