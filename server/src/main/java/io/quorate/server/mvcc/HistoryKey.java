package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.util.Arrays;

/**
 * Keys of HISTORY: the user's key, escaped so that order is kept and no key is the start of another, then the revision
 * and sub-revision of a change, so that "the first after R" is one seek. The rows have no value.
 *
 * <p>Escape: each 0x00 becomes 0x00 0xFF; the end is 0x00 0x01.
 */
final class HistoryKey {
    private static final int END_BYTES = 2;
    private static final byte ESCAPED_ZERO = (byte) 0xff;
    private static final byte END = 1;

    private HistoryKey() {}

    static byte[] of(byte[] key, long revision, int sub) {
        byte[] encoded = new byte[size(key)];
        int at = 0;
        for (byte part : key) {
            encoded[at++] = part;
            if (part == 0) {
                encoded[at++] = ESCAPED_ZERO;
            }
        }
        encoded[at++] = 0;
        encoded[at++] = END;
        RevisionRow.writeKey(encoded, at, revision, sub);
        return encoded;
    }

    /** Before all changes of a key, and after those of all smaller keys. */
    static byte[] first(byte[] key) {
        return Arrays.copyOf(of(key, 0, 0), size(key) - RevisionRow.KEY_BYTES);
    }

    /** After all changes of a key, and before those of all larger keys. */
    static byte[] after(byte[] key) {
        byte[] encoded = first(key);
        encoded[encoded.length - 1] = END + 1;
        return encoded;
    }

    static int size(byte[] key) {
        int size = key.length + END_BYTES + RevisionRow.KEY_BYTES;
        for (byte part : key) {
            if (part == 0) {
                size++;
            }
        }
        return size;
    }

    static long revision(byte[] encoded) {
        requireSize(encoded);
        return BigEndian.readLong(encoded, encoded.length - RevisionRow.KEY_BYTES);
    }

    static int sub(byte[] encoded) {
        requireSize(encoded);
        return BigEndian.readInt(encoded, encoded.length - Integer.BYTES);
    }

    static Bytes key(byte[] encoded) {
        requireSize(encoded);
        int end = encoded.length - RevisionRow.KEY_BYTES - END_BYTES;
        byte[] key = new byte[end];
        int size = 0;
        for (int at = 0; at < end; at++) {
            key[size++] = encoded[at];
            if (encoded[at] == 0) {
                at++;
            }
        }
        return Bytes.wrap(size == end ? key : Arrays.copyOf(key, size));
    }

    private static void requireSize(byte[] encoded) {
        if (encoded.length < RevisionRow.KEY_BYTES + END_BYTES) {
            throw new Fault("malformed history key of " + encoded.length + " bytes");
        }
    }
}
