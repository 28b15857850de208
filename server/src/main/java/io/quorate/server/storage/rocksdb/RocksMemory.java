package io.quorate.server.storage.rocksdb;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all stores of a node have together: blocks read, and writes not flushed yet. A store that nobody uses
 * takes next to nothing of it. Closed after the stores that use it.
 */
public final class RocksMemory implements AutoCloseable {
    private final Cache cache;
    private final WriteBufferManager memtables;

    public RocksMemory(RocksSettings settings) {
        RocksDB.loadLibrary();
        // Memtables are charged to the cache, so that one number bounds both.
        cache = new LRUCache(settings.cacheBytes() + settings.memtableBytes());
        memtables = new WriteBufferManager(settings.memtableBytes(), cache);
    }

    Cache cache() {
        return cache;
    }

    WriteBufferManager memtables() {
        return memtables;
    }

    @Override
    public void close() {
        memtables.close();
        cache.close();
    }
}
