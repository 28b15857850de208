package io.quorate.jepsen.core;

import java.util.Arrays;

/** Numbers in the order in which they were seen. Immutable. */
public final class Elements {
    public static final Elements NONE = new Elements(new long[0]);

    private final long[] values;

    private Elements(long[] values) {
        this.values = values;
    }

    /** Copies. */
    public static Elements of(long... values) {
        return values.length == 0 ? NONE : new Elements(values.clone());
    }

    public int size() {
        return values.length;
    }

    public long at(int index) {
        return values[index];
    }

    /** A copy. */
    public long[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Elements elements && Arrays.equals(values, elements.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
