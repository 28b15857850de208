package io.quorate.jepsen.core;

import java.nio.charset.StandardCharsets;

/**
 * What {@link VarintOutput} wrote. Running out of bytes is an {@link IllegalStateException}: frames hold whole records.
 */
final class VarintInput {
    private final byte[] bytes;
    private int at;

    VarintInput(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isEmpty() {
        return at == bytes.length;
    }

    int octet() {
        require(1);
        return bytes[at++] & 0xff;
    }

    int fixed32() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    long fixed64() {
        long high = fixed32();
        return high << 32 | (fixed32() & 0xffffffffL);
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("a number of more than ten bytes");
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number that fits. */
    int small() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalStateException("out of range: " + value);
        }
        return (int) value;
    }

    /** How many of something follow, each at least one byte. */
    int count() {
        int count = small();
        require(count);
        return count;
    }

    String text() {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private void require(int more) {
        if (bytes.length - at < more) {
            throw new IllegalStateException("a record goes on past its frame");
        }
    }
}
