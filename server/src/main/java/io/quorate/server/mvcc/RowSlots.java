package io.quorate.server.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their rows in slots of one size within large arrays, which come as they are needed and are never given up.
 * As objects of their own so many rows would fill the old generation over and over, and each full collection would stop
 * the node for a fraction of a second.
 *
 * <p>One writer. A reader copies between two looks at the slot's stamp, which is odd while the slot is rewritten and
 * different afterwards; when it moved, the copy is worth nothing.
 */
final class RowSlots {
    /** How many there may be. */
    static final int MOST = 1 << 17;

    /** Stamp (4 bytes), length of the key (2), length of the row (2); then the key and the row. */
    private static final int SLOT_BYTES = 512;

    private static final int KEY_LENGTH = 4;
    private static final int ROW_LENGTH = 6;
    private static final int HEADER_BYTES = 8;
    private static final int SLOTS_PER_CHUNK = 64;

    private static final VarHandle STAMP = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LENGTH =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(byte[][].class);

    private final byte[][] chunks = new byte[MOST / SLOTS_PER_CHUNK][];
    private int used;
    private int[] free = new int[16];
    private int freeCount;

    /** Whether a key and a row of so many bytes together fit. */
    static boolean fits(int bytes) {
        return bytes <= SLOT_BYTES - HEADER_BYTES;
    }

    /** Writer only: a slot that nobody has; there must be one. */
    int take() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used % SLOTS_PER_CHUNK == 0) {
            CHUNK.setRelease(chunks, used / SLOTS_PER_CHUNK, new byte[SLOTS_PER_CHUNK * SLOT_BYTES]);
        }
        return used++;
    }

    /** Writer only. Readers that know the slot may still read what is in it. */
    void free(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, free.length * 2);
        }
        free[freeCount++] = slot;
    }

    /** Writer only: a key and a row that fit. */
    void write(int slot, byte[] key, StoredVersion version) {
        byte[] chunk = chunk(slot);
        int at = offset(slot);
        int stamp = (int) STAMP.get(chunk, at);
        STAMP.setOpaque(chunk, at, stamp + 1);
        VarHandle.storeStoreFence();
        LENGTH.set(chunk, at + KEY_LENGTH, (short) key.length);
        LENGTH.set(chunk, at + ROW_LENGTH, (short) version.rowLength());
        System.arraycopy(key, 0, chunk, at + HEADER_BYTES, key.length);
        version.copyRow(chunk, at + HEADER_BYTES + key.length);
        STAMP.setRelease(chunk, at, stamp + 2);
    }

    /** Writer only. */
    boolean holds(int slot, byte[] key) {
        return keyEquals(chunk(slot), offset(slot), key);
    }

    /**
     * Any thread that has been told of the slot: a copy of the row, or null if the slot is another key's or changes.
     */
    byte @Nullable [] read(int slot, byte[] key) {
        byte[] chunk = chunk(slot);
        int at = offset(slot);
        int stamp = (int) STAMP.getAcquire(chunk, at);
        int rowLength = (short) LENGTH.get(chunk, at + ROW_LENGTH);
        // While the slot is rewritten, the two lengths may belong to two keys.
        if ((stamp & 1) != 0 || !keyEquals(chunk, at, key) || !fits(key.length + rowLength)) {
            return null;
        }
        int rowAt = at + HEADER_BYTES + key.length;
        byte[] row = Arrays.copyOfRange(chunk, rowAt, rowAt + rowLength);
        VarHandle.loadLoadFence();
        return (int) STAMP.getOpaque(chunk, at) == stamp ? row : null;
    }

    private static boolean keyEquals(byte[] chunk, int at, byte[] key) {
        int keyAt = at + HEADER_BYTES;
        return (short) LENGTH.get(chunk, at + KEY_LENGTH) == key.length
                && Arrays.equals(chunk, keyAt, keyAt + key.length, key, 0, key.length);
    }

    private byte[] chunk(int slot) {
        return (byte[]) CHUNK.getAcquire(chunks, slot / SLOTS_PER_CHUNK);
    }

    private static int offset(int slot) {
        return slot % SLOTS_PER_CHUNK * SLOT_BYTES;
    }
}
