package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.util.Arrays;

/**
 * Rows of REVISIONS: what changed, and what was there before, so that going back from the present needs nothing else.
 * Key: revision (8 bytes), sub-revision (4), big endian. Value: one byte of kind, a varint of the key's length, the
 * user's key, and the row of the version that this change ended, if there was one.
 *
 * @param before the version that the change ended; not live when there was none
 * @param anchored whether HISTORY has a row that leads here
 */
record RevisionRow(Kind kind, Bytes key, StoredVersion before, boolean anchored) {
    static final int KEY_BYTES = 12;

    /** Going back to a past version of a key passes fewer rows than this. */
    private static final int ANCHOR_INTERVAL = 8;

    private static final byte PUT = 1;
    private static final byte DELETE = 2;
    private static final byte ANCHORED_PUT = 3;

    /** What happened to the key. */
    enum Kind {
        PUT,
        DELETE
    }

    /**
     * The row of a change. Deletions are anchored, since nothing else of the key may be left to start from, and every
     * eighth version of a key, so that the way back is short.
     */
    static RevisionRow of(Bytes key, StoredVersion before, StoredVersion after) {
        Kind kind = after.isLive() ? Kind.PUT : Kind.DELETE;
        return new RevisionRow(kind, key, before, after.version() % ANCHOR_INTERVAL == 0);
    }

    static byte[] key(long revision, int sub) {
        byte[] key = new byte[KEY_BYTES];
        writeKey(key, 0, revision, sub);
        return key;
    }

    static void writeKey(byte[] target, int offset, long revision, int sub) {
        BigEndian.writeLong(target, offset, revision);
        BigEndian.writeInt(target, offset + Long.BYTES, sub);
    }

    static long revision(byte[] key) {
        requireSize(key);
        return BigEndian.readLong(key, 0);
    }

    static int sub(byte[] key) {
        requireSize(key);
        return BigEndian.readInt(key, Long.BYTES);
    }

    int size() {
        return 1 + Varint.size(key.size()) + key.size() + before.rowLength();
    }

    /** Writes into the first {@link #size} bytes of an array. */
    void write(byte[] target) {
        target[0] = kind == Kind.DELETE ? DELETE : anchored ? ANCHORED_PUT : PUT;
        int at = Varint.write(target, 1, key.size());
        System.arraycopy(key.array(), 0, target, at, key.size());
        before.copyRow(target, at + key.size());
    }

    static RevisionRow decode(byte[] row) {
        if (row.length == 0 || row[0] < PUT || row[0] > ANCHORED_PUT) {
            throw new Fault("malformed revision row");
        }
        long keySize = Varint.read(row, 1);
        int keyAt = 1 + Varint.size(keySize);
        if (keySize <= 0 || keySize > row.length - keyAt) {
            throw new Fault("malformed revision row with a key of " + keySize + " bytes");
        }
        int beforeAt = keyAt + (int) keySize;
        return new RevisionRow(
                row[0] == DELETE ? Kind.DELETE : Kind.PUT,
                Bytes.wrap(Arrays.copyOfRange(row, keyAt, beforeAt)),
                beforeAt == row.length
                        ? StoredVersion.ABSENT
                        : StoredVersion.decode(Arrays.copyOfRange(row, beforeAt, row.length)),
                row[0] != PUT);
    }

    private static void requireSize(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new Fault("malformed revision key of " + key.length + " bytes");
        }
    }
}
