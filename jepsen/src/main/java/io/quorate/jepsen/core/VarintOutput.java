package io.quorate.jepsen.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. One thread. */
final class VarintOutput {
    private byte[] bytes;
    private int size;

    VarintOutput(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** Valid up to {@link #size()} and until the next write. */
    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    /** Drops what was written after that size. */
    void truncate(int to) {
        size = to;
    }

    void octet(int value) {
        require(1);
        bytes[size++] = (byte) value;
    }

    void fixed32(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            octet(value >>> shift);
        }
    }

    void fixed64(long value) {
        fixed32((int) (value >>> 32));
        fixed32((int) value);
    }

    /** Negative ones take ten bytes. */
    void number(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Short for small ones of either sign. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        require(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void require(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
