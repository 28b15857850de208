package io.quorate.jepsen.checker.lin;

import java.util.Arrays;

/** A set of packed configurations in the order in which they came. Emptied in time of what it holds. */
final class ConfigSet {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long FREE = -1;

    private long[] table = new long[64];
    private long[] inOrder = new long[32];
    private int size;

    ConfigSet() {
        Arrays.fill(table, FREE);
    }

    int size() {
        return size;
    }

    long at(int index) {
        return inOrder[index];
    }

    void add(long config) {
        int slot = slot(config);
        if (table[slot] == config) {
            return;
        }
        table[slot] = config;
        inOrder[size++] = config;
        if (size == inOrder.length) {
            inOrder = Arrays.copyOf(inOrder, size * 2);
            table = new long[table.length * 2];
            Arrays.fill(table, FREE);
            for (int i = 0; i < size; i++) {
                table[slot(inOrder[i])] = inOrder[i];
            }
        }
    }

    void clear() {
        if (size * 4 > table.length) {
            Arrays.fill(table, FREE);
        } else {
            // Backwards, or a search would end at a slot freed before.
            for (int i = size - 1; i >= 0; i--) {
                table[slot(inOrder[i])] = FREE;
            }
        }
        size = 0;
    }

    private int slot(long config) {
        int mask = table.length - 1;
        int slot = (int) ((config * GOLDEN) >>> 32) & mask;
        while (table[slot] != FREE && table[slot] != config) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
