package io.quorate.jepsen.core;

/**
 * One operation within a transaction on lists.
 *
 * @param append whether it appends {@code value}; else it reads
 * @param key of the list, within the workload
 * @param value what is appended, unique per key; 0 in a read
 * @param read what the list held, in order; {@link Elements#NONE} in an append and in what was not answered
 */
public record Micro(boolean append, int key, long value, Elements read) {
    public static Micro append(int key, long value) {
        return new Micro(true, key, value, Elements.NONE);
    }

    public static Micro read(int key, Elements read) {
        return new Micro(false, key, 0, read);
    }

    @Override
    public String toString() {
        return append ? "append(" + key + ", " + value + ")" : "read(" + key + ")=" + read;
    }
}
