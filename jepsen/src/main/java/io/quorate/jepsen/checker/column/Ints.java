package io.quorate.jepsen.checker.column;

import java.util.Arrays;

/** A column of ints that grows. */
public final class Ints {
    private int[] values = new int[8];
    private int size;

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    public int at(int index) {
        return values[index];
    }

    public void set(int index, int value) {
        values[index] = value;
    }

    public int last() {
        return values[size - 1];
    }

    public int removeLast() {
        return values[--size];
    }

    public void clear() {
        size = 0;
    }

    /** A copy. */
    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
