package io.quorate.server.statemachine;

import io.quorate.server.common.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The row of META that is the machine's own: cluster time and behaviour level. Apply thread only. */
final class MachineFacts {
    private static final byte[] KEY = "machine".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_VERSION = 1;
    private static final int ROW_BYTES = Long.BYTES + Integer.BYTES;

    /** Newest hybrid logical clock of an applied entry. */
    long clusterTime;

    /** Behaviour level that the cluster has agreed on. */
    int version;

    private MachineFacts(long clusterTime, int version) {
        this.clusterTime = clusterTime;
        this.version = version;
    }

    /** Shared: read only. */
    static byte[] key() {
        return KEY;
    }

    static MachineFacts decode(byte @Nullable [] row) {
        if (row == null) {
            return new MachineFacts(0, FIRST_VERSION);
        }
        if (row.length != ROW_BYTES) {
            throw new Fault("malformed machine row of " + row.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(row);
        return new MachineFacts(in.getLong(), in.getInt());
    }

    byte[] encode() {
        return ByteBuffer.allocate(ROW_BYTES)
                .putLong(clusterTime)
                .putInt(version)
                .array();
    }
}
