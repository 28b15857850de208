package io.quorate.server.mvcc;

import io.quorate.server.common.Fault;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The row of META that says how far the history reaches.
 *
 * @param revision newest revision
 * @param compacted newest compacted revision, {@link #NEVER_COMPACTED} at first: compacting at 0 then succeeds, once
 */
record MvccFacts(long revision, long compacted) {
    static final long NEVER_COMPACTED = -1;
    static final MvccFacts INITIAL = new MvccFacts(1, NEVER_COMPACTED);

    private static final byte[] KEY = "mvcc".getBytes(StandardCharsets.US_ASCII);

    /** Shared: read only. */
    static byte[] key() {
        return KEY;
    }

    static MvccFacts decode(byte @Nullable [] row) {
        if (row == null) {
            return INITIAL;
        }
        if (row.length != 2 * Long.BYTES) {
            throw new Fault("malformed mvcc row of " + row.length + " bytes");
        }
        return new MvccFacts(BigEndian.readLong(row, 0), BigEndian.readLong(row, Long.BYTES));
    }

    byte[] encode() {
        byte[] row = new byte[2 * Long.BYTES];
        BigEndian.writeLong(row, 0, revision);
        BigEndian.writeLong(row, Long.BYTES, compacted);
        return row;
    }
}
