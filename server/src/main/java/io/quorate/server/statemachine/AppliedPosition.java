package io.quorate.server.statemachine;

import io.quorate.server.common.Fault;
import io.quorate.server.common.LogPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The row of META that says how much of the log the state holds.
 *
 * @param release whether the newest of our entries in it gave the leader lease up
 */
record AppliedPosition(LogPosition position, boolean release) {
    private static final byte[] KEY = "position".getBytes(StandardCharsets.US_ASCII);
    private static final int ROW_BYTES = 2 * Long.BYTES + 1;

    /** Shared: read only. */
    static byte[] key() {
        return KEY;
    }

    static AppliedPosition decode(byte @Nullable [] row) {
        if (row == null) {
            return new AppliedPosition(LogPosition.NONE, false);
        }
        if (row.length != ROW_BYTES) {
            throw new Fault("malformed position row of " + row.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(row);
        return new AppliedPosition(new LogPosition(in.getLong(), in.getLong()), in.get() != 0);
    }

    byte[] encode() {
        return ByteBuffer.allocate(ROW_BYTES)
                .putLong(position.term())
                .putLong(position.index())
                .put((byte) (release ? 1 : 0))
                .array();
    }
}
