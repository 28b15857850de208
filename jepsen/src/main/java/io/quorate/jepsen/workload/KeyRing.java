package io.quorate.jepsen.workload;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;

/**
 * A few keys in use at a time, each replaced by a new one after its share of operations: a checker's work grows with
 * the operations on one key that are open at once, and lists grow with every append. Any thread.
 */
final class KeyRing {
    private final int operationsPerKey;
    private final AtomicIntegerArray keys;
    private final AtomicIntegerArray used;
    private final AtomicInteger next;

    KeyRing(int inUse, int operationsPerKey) {
        this.operationsPerKey = operationsPerKey;
        this.keys = new AtomicIntegerArray(inUse);
        this.used = new AtomicIntegerArray(inUse);
        this.next = new AtomicInteger(inUse);
        for (int i = 0; i < inUse; i++) {
            keys.set(i, i);
        }
    }

    int choose(RandomGenerator random) {
        int slot = random.nextInt(keys.length());
        int key = keys.get(slot);
        if (used.incrementAndGet(slot) == operationsPerKey) {
            keys.set(slot, next.getAndIncrement());
            used.set(slot, 0);
        }
        return key;
    }

    /** Keys from 0 up to here, exclusive, have been in use. */
    int end() {
        return next.get();
    }
}
