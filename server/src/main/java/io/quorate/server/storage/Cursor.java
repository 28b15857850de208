package io.quorate.server.storage;

/** An ordered walk over a column of a read view. Used by one thread; close it. Errors of the store are Faults. */
public interface Cursor extends AutoCloseable {
    /** To the first key at or after this one. */
    void seek(byte[] key);

    /** To the last key at or before this one. */
    void seekBackward(byte[] key);

    boolean isValid();

    /** The key here; only when valid. */
    byte[] key();

    /** The value here; only when valid. */
    byte[] value();

    void next();

    void previous();

    @Override
    void close();
}
