package io.quorate.server.mvcc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in keys: big endian, so that bytes order as the numbers do. */
final class BigEndian {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static void writeLong(byte[] target, int offset, long value) {
        LONG.set(target, offset, value);
    }

    static long readLong(byte[] source, int offset) {
        return (long) LONG.get(source, offset);
    }

    static void writeInt(byte[] target, int offset, int value) {
        INT.set(target, offset, value);
    }

    static int readInt(byte[] source, int offset) {
        return (int) INT.get(source, offset);
    }
}
