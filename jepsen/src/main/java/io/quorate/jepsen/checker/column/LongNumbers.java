package io.quorate.jepsen.checker.column;

import java.util.Arrays;

/** Numbers distinct longs from 0 in the order in which they come. An open hash table of ints. */
public final class LongNumbers {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] byNumber = new long[8];
    /** A number plus one; 0 is free. Its length is a power of two. */
    private int[] table = new int[16];

    private int size;

    public int size() {
        return size;
    }

    /** The number of {@code value}, a new one if it has none. */
    public int add(long value) {
        int slot = slot(value);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        if (size == byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, size * 2);
        }
        byNumber[size++] = value;
        table[slot] = size;
        if (size * 2 > table.length) {
            grow();
        }
        return size - 1;
    }

    /** The number of {@code value}; -1 if it has none. */
    public int find(long value) {
        return table[slot(value)] - 1;
    }

    public long at(int number) {
        return byNumber[number];
    }

    private int slot(long value) {
        int mask = table.length - 1;
        int slot = (int) ((value * GOLDEN) >>> 32) & mask;
        while (table[slot] != 0 && byNumber[table[slot] - 1] != value) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        table = new int[table.length * 2];
        for (int number = 0; number < size; number++) {
            table[slot(byNumber[number])] = number + 1;
        }
    }
}
