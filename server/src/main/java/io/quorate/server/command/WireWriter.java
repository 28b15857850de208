package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format from the last byte to the first, so that the length of a nested message is known when
 * it is due and nothing is measured beforehand. Callers write fields in falling order; the bytes are then exactly what
 * the generated classes write.
 */
final class WireWriter {
    private byte[] buffer;
    private int position;

    WireWriter(int expectedSize) {
        buffer = new byte[Math.max(16, expectedSize)];
        position = buffer.length;
    }

    /** Bytes written so far; remember it before the last field of a nested message. */
    int written() {
        return buffer.length - position;
    }

    void int64(int field, long value) {
        if (value != 0) {
            varint(value);
            varint((long) field << 3 | WireReader.VARINT);
        }
    }

    void bool(int field, boolean value) {
        int64(field, value ? 1 : 0);
    }

    void fixed64(int field, long value) {
        if (value != 0) {
            reserve(8);
            for (int i = 0; i < 8; i++) {
                buffer[position + i] = (byte) (value >>> (8 * i));
            }
            varint((long) field << 3 | WireReader.FIXED64);
        }
    }

    void bytes(int field, Bytes value) {
        if (!value.isEmpty()) {
            element(field, value.array());
        }
    }

    void text(int field, String value) {
        if (!value.isEmpty()) {
            element(field, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A length-delimited field that is written also when it is empty. */
    void element(int field, byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, position, value.length);
        varint(value.length);
        varint((long) field << 3 | WireReader.LENGTH);
    }

    /** Puts the head of a nested message before all that was written since the mark. */
    void close(int field, int mark) {
        varint(written() - mark);
        varint((long) field << 3 | WireReader.LENGTH);
    }

    byte[] toByteArray() {
        return position == 0 ? buffer : Arrays.copyOfRange(buffer, position, buffer.length);
    }

    /** Bytes that a varint takes. */
    static int varintSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private void varint(long value) {
        int size = varintSize(value);
        reserve(size);
        long rest = value;
        int last = position + size - 1;
        for (int at = position; at < last; at++) {
            buffer[at] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[last] = (byte) rest;
    }

    private void reserve(int bytes) {
        if (bytes > position) {
            int written = written();
            int capacity = Math.max(buffer.length * 2, written + bytes);
            byte[] larger = new byte[capacity];
            System.arraycopy(buffer, position, larger, capacity - written, written);
            buffer = larger;
            position = capacity - written;
        }
        position -= bytes;
    }
}
