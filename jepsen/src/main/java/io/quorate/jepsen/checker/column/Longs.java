package io.quorate.jepsen.checker.column;

import java.util.Arrays;

/** A column of longs that grows. */
public final class Longs {
    private long[] values = new long[8];
    private int size;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    public long at(int index) {
        return values[index];
    }

    /** A copy. */
    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
