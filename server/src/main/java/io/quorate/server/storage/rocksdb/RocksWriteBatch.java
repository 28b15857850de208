package io.quorate.server.storage.rocksdb;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.WriteBatch;
import java.util.Arrays;

/**
 * Builds RocksDB's serialised write batch in one array, so that a batch costs one crossing into native code however
 * many records it has. The format (db/write_batch.cc) is what RocksDB keeps in its write-ahead logs: eight bytes of
 * sequence number, four of count, then records of a type, a column family, and length-prefixed strings.
 */
final class RocksWriteBatch implements WriteBatch {
    private static final int HEADER_BYTES = 12;
    private static final int COUNT_OFFSET = 8;
    private static final byte COLUMN_FAMILY_DELETION = 0x4;
    private static final byte COLUMN_FAMILY_VALUE = 0x5;
    private static final byte COLUMN_FAMILY_RANGE_DELETION = 0xE;

    /** RocksDB's number of each column, by {@link Column#id}; never 0, whose records look different. */
    private final int[] families;

    private byte[] buffer;
    private int length = HEADER_BYTES;
    private int count;

    RocksWriteBatch(int[] families, int expectedBytes) {
        this.families = families;
        this.buffer = new byte[expectedBytes];
    }

    @Override
    public void put(Column column, byte[] key, byte[] value) {
        put(column, key, key.length, value, value.length);
    }

    @Override
    public void put(Column column, byte[] key, int keyLength, byte[] value, int valueLength) {
        begin(COLUMN_FAMILY_VALUE, column, (long) keyLength + valueLength);
        append(key, keyLength);
        append(value, valueLength);
    }

    @Override
    public void delete(Column column, byte[] key) {
        begin(COLUMN_FAMILY_DELETION, column, key.length);
        append(key, key.length);
    }

    @Override
    public void deleteRange(Column column, byte[] from, byte[] to) {
        begin(COLUMN_FAMILY_RANGE_DELETION, column, (long) from.length + to.length);
        append(from, from.length);
        append(to, to.length);
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    int byteCount() {
        return length;
    }

    byte[] toByteArray() {
        byte[] bytes = Arrays.copyOf(buffer, length);
        for (int i = 0; i < 4; i++) {
            bytes[COUNT_OFFSET + i] = (byte) (count >>> (8 * i));
        }
        return bytes;
    }

    private void begin(byte type, Column column, long payload) {
        // Type and at most three varints of five bytes.
        reserve(payload + 16);
        buffer[length++] = type;
        varint(families[column.id()]);
        count++;
    }

    private void append(byte[] bytes, int size) {
        varint(size);
        System.arraycopy(bytes, 0, buffer, length, size);
        length += size;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    private void reserve(long bytes) {
        long needed = length + bytes;
        if (needed > buffer.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new Fault("a write batch of more than 2 GiB");
            }
            buffer =
                    Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, buffer.length * 2L)));
        }
    }
}
