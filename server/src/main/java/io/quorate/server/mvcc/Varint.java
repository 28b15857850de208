package io.quorate.server.mvcc;

import io.quorate.server.common.Fault;

/** Unsigned LEB128 numbers, as in protobuf. Only the shortest form is written, so a size tells how much was read. */
final class Varint {
    private Varint() {}

    static int size(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Returns the offset after it. */
    static int write(byte[] target, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    static long read(byte[] source, int offset) {
        long value = 0;
        int shift = 0;
        for (int at = offset; at < source.length && shift < 64; at++) {
            value |= (long) (source[at] & 0x7f) << shift;
            if (source[at] >= 0) {
                return value;
            }
            shift += 7;
        }
        throw new Fault("malformed number at offset " + offset + " of a row of " + source.length + " bytes");
    }
}
