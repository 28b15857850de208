package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads protobuf's wire format from an array, strictly: whatever does not parse is a Fault. It knows no messages and
 * makes no objects but the values asked for, which is why the apply path does not go through generated classes.
 */
final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;

    private final byte[] buffer;
    private int position;

    WireReader(byte[] buffer) {
        this.buffer = buffer;
    }

    int size() {
        return buffer.length;
    }

    /** Whether a message that ends at this offset has another field; a field that ran over the end is a Fault. */
    boolean hasNext(int end) {
        if (position > end) {
            throw malformed("a field runs over the end of its message");
        }
        return position < end;
    }

    /** Field number and wire type; as small as an int in everything we write. */
    int tag() {
        byte first = next();
        if (first > 0) {
            return first;
        }
        position--;
        long tag = int64();
        if (tag <= 0 || tag > Integer.MAX_VALUE) {
            throw malformed("tag " + tag);
        }
        return (int) tag;
    }

    /** A varint of up to 64 bits. */
    long int64() {
        byte first = next();
        if (first >= 0) {
            return first;
        }
        long value = first & 0x7f;
        for (int shift = 7; shift < 64; shift += 7) {
            byte part = next();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw malformed("varint of more than ten bytes");
    }

    int int32() {
        long value = int64();
        if (value != (int) value) {
            throw malformed("number " + value + " does not fit in 32 bits");
        }
        return (int) value;
    }

    boolean bool() {
        long value = int64();
        if (value >>> 1 != 0) {
            throw malformed("truth value " + value);
        }
        return value == 1;
    }

    long fixed64() {
        if (buffer.length - position < 8) {
            throw malformed("the bytes end within a number");
        }
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (buffer[position + i] & 0xff);
        }
        position += 8;
        return value;
    }

    /** Enters a length-delimited field; returns the offset where it ends. */
    int enter() {
        long length = int64();
        if (length < 0 || length > buffer.length - position) {
            throw malformed("length " + length);
        }
        return position + (int) length;
    }

    byte[] array() {
        int end = enter();
        byte[] value = Arrays.copyOfRange(buffer, position, end);
        position = end;
        return value;
    }

    Bytes bytes() {
        return Bytes.wrap(array());
    }

    String text() {
        int end = enter();
        String value = new String(buffer, position, end - position, StandardCharsets.UTF_8);
        position = end;
        return value;
    }

    Fault unknown(String message, int tag) {
        return malformed(message + " has unknown field " + (tag >>> 3) + " of wire type " + (tag & 7));
    }

    Fault malformed(String what) {
        return new Fault("malformed log bytes at offset " + position + " of " + buffer.length + ": " + what);
    }

    private byte next() {
        if (position >= buffer.length) {
            throw malformed("the bytes end within a field");
        }
        return buffer[position++];
    }
}
