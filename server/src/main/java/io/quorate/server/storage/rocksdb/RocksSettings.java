package io.quorate.server.storage.rocksdb;

/**
 * What a store may use.
 *
 * @param cacheBytes blocks, indexes and filters kept in memory
 * @param memtableBytes writes kept in memory before they are flushed, over all columns
 * @param backgroundJobs threads for flushes and LSM compaction
 */
public record RocksSettings(long cacheBytes, long memtableBytes, int backgroundJobs) {
    /** For a node with one busy keyspace. */
    public static RocksSettings defaults() {
        return new RocksSettings(64L << 20, 64L << 20, 2);
    }
}
