package io.quorate.server.storage;

/**
 * Changes that are written together or not at all, over any columns, in order. Filled by one thread, written once. The
 * arrays given are copied or consumed at once.
 */
public interface WriteBatch {
    void put(Column column, byte[] key, byte[] value);

    /** The same with the first bytes of arrays that the caller uses again. */
    void put(Column column, byte[] key, int keyLength, byte[] value, int valueLength);

    void delete(Column column, byte[] key);

    /** Deletes keys in [from, to). */
    void deleteRange(Column column, byte[] from, byte[] to);

    boolean isEmpty();
}
