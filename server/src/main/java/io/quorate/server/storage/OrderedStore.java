package io.quorate.server.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value store with columns. What is written is visible at once and durable after {@link #flush}; after a
 * crash the store holds all batches up to some batch, never part of one. I/O errors and corruption are Faults.
 */
public interface OrderedStore extends AutoCloseable {
    /** Reads the newest value; any thread. */
    byte @Nullable [] get(Column column, byte[] key);

    /** A consistent view of now; any thread. */
    ReadView openView();

    WriteBatch newBatch();

    /** Writes atomically. Threads may write at once; batches of one thread keep their order. */
    void write(WriteBatch batch);

    /** Makes all that was written before the call durable. Blocks. */
    void flush();

    /**
     * Writes a self-contained copy (hard links where possible) into a directory that must not exist; durable on return.
     */
    void checkpoint(Path directory);

    /** Bytes on disk and still to be written there, roughly; more than none as soon as there is a row. */
    long sizeBytes();

    @Override
    void close();
}
