package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.util.Arrays;

/**
 * Rows of REVISIONS. Key: revision (8 bytes), sub-revision (4), big endian. Value: one byte of kind, a varint of the
 * revision of the version that this change ended (0 for none), then the user's key.
 */
record RevisionRow(Kind kind, long previousModRevision, Bytes key) {
    static final int KEY_BYTES = 12;

    private static final byte PUT = 1;
    private static final byte DELETE = 2;

    /** What happened to the key. */
    enum Kind {
        PUT,
        DELETE
    }

    static byte[] key(long revision, int sub) {
        byte[] key = new byte[KEY_BYTES];
        writeKey(key, revision, sub);
        return key;
    }

    static void writeKey(byte[] target, long revision, int sub) {
        BigEndian.writeLong(target, 0, revision);
        BigEndian.writeInt(target, Long.BYTES, sub);
    }

    static long revision(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new Fault("malformed revision key of " + key.length + " bytes");
        }
        return BigEndian.readLong(key, 0);
    }

    static int size(long previousModRevision, Bytes key) {
        return 1 + Varint.size(previousModRevision) + key.size();
    }

    /** Writes into the first {@link #size} bytes of an array. */
    static void write(byte[] target, Kind kind, long previousModRevision, Bytes key) {
        target[0] = kind == Kind.PUT ? PUT : DELETE;
        int at = Varint.write(target, 1, previousModRevision);
        System.arraycopy(key.array(), 0, target, at, key.size());
    }

    static RevisionRow decode(byte[] row) {
        if (row.length == 0 || (row[0] != PUT && row[0] != DELETE)) {
            throw new Fault("malformed revision row");
        }
        long previous = Varint.read(row, 1);
        byte[] key = Arrays.copyOfRange(row, 1 + Varint.size(previous), row.length);
        return new RevisionRow(row[0] == PUT ? Kind.PUT : Kind.DELETE, previous, Bytes.wrap(key));
    }
}
