/**
 * Owns: RocksDB; the only room that imports org.rocksdb. Invariants: no write-ahead log (the Raft log is one), so all
 * columns are flushed together or not at all; every native handle has one owner, who closes it; nothing touches native
 * memory after close. Threads: any. Imports: storage, common.
 */
@NullMarked
package io.quorate.server.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
