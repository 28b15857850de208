package io.quorate.server.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sound check of linearizability for registers that each have one writer, which writes 1, 2, 3 ... in turn: a read
 * must give at least the newest value acknowledged before it began, at least what any read that ended before it began
 * gave, and at most the newest value whose write had begun when it ended. Any number of threads.
 */
public final class CounterHistory {
    private static final class Register {
        final AtomicLong begun = new AtomicLong();
        final AtomicLong acknowledged = new AtomicLong();
        final AtomicLong seen = new AtomicLong();
    }

    private final ConcurrentMap<String, Register> registers = new ConcurrentHashMap<>();
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();

    private Register register(String key) {
        return registers.computeIfAbsent(key, name -> new Register());
    }

    /** The value to write next; only the key's writer calls this, with no other write of it unanswered. */
    public long beginWrite(String key) {
        return register(key).begun.incrementAndGet();
    }

    /**
     * The write was acknowledged. After a write whose outcome is unknown its key must not be written again: it might
     * take effect after the next one.
     */
    public void acknowledge(String key, long value) {
        register(key).acknowledged.accumulateAndGet(value, Math::max);
        writes.incrementAndGet();
    }

    /** The least value that a read which begins now may give. */
    public long beginRead(String key) {
        Register register = register(key);
        return Math.max(register.acknowledged.get(), register.seen.get());
    }

    /** Judges a read that gave this value (0 for an absent key). */
    public void endRead(String key, long least, long value, String where) {
        Register register = register(key);
        long most = register.begun.get();
        if (value < least || value > most) {
            violations.add(
                    "read of " + key + " at " + where + " gave " + value + ", allowed were " + least + ".." + most);
        }
        register.seen.accumulateAndGet(value, Math::max);
        reads.incrementAndGet();
    }

    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Reads judged. */
    public long reads() {
        return reads.get();
    }

    /** Writes acknowledged. */
    public long writes() {
        return writes.get();
    }
}
