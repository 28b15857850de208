package io.quorate.server.statemachine;

import io.quorate.server.common.Fault;
import io.quorate.server.common.SessionId;
import java.nio.ByteBuffer;

/**
 * Rows of SESSIONS. Keys: a kind, 16 bytes of session id, and for replies 8 of sequence, big endian. Values: of a
 * session its floor and last use, of an evicted session when it went, of a reply the encoded outcomes.
 */
final class SessionRows {
    static final byte EVICTED = 'e';
    static final byte REPLY = 'r';
    static final byte SESSION = 's';

    private static final int ID_KEY_BYTES = 1 + 2 * Long.BYTES;
    private static final int REPLY_KEY_BYTES = ID_KEY_BYTES + Long.BYTES;

    private SessionRows() {}

    static byte[] key(byte kind, SessionId id) {
        return ByteBuffer.allocate(ID_KEY_BYTES)
                .put(kind)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static byte[] replyKey(SessionId id, long sequence) {
        return ByteBuffer.allocate(REPLY_KEY_BYTES)
                .put(REPLY)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(sequence)
                .array();
    }

    static byte[] numbers(long... numbers) {
        ByteBuffer row = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            row.putLong(number);
        }
        return row.array();
    }

    static SessionId id(byte[] key) {
        if (key.length != (key.length > 0 && key[0] == REPLY ? REPLY_KEY_BYTES : ID_KEY_BYTES)) {
            throw new Fault("malformed session key of " + key.length + " bytes");
        }
        return new SessionId(number(key, 1), number(key, 1 + Long.BYTES));
    }

    static long sequence(byte[] replyKey) {
        return number(replyKey, ID_KEY_BYTES);
    }

    static long number(byte[] row, int offset) {
        if (row.length < offset + Long.BYTES) {
            throw new Fault("malformed session row of " + row.length + " bytes");
        }
        return ByteBuffer.wrap(row).getLong(offset);
    }
}
