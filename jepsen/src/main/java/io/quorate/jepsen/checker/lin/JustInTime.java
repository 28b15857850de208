package io.quorate.jepsen.checker.lin;

import static io.quorate.jepsen.checker.lin.RegisterColumns.CAS;
import static io.quorate.jepsen.checker.lin.RegisterColumns.READ;

import io.quorate.jepsen.checker.column.Order;
import java.util.Arrays;

/**
 * Searches an order of one key's operations, return by return. A configuration is what the register holds and which of
 * the open operations have taken effect; all that are possible are kept at once. When an operation returns, those in
 * which it has not taken effect are carried on until it has, or dropped. So the past is forgotten, and the cost is
 * linear in the length and exponential only in how many operations are open at a time.
 *
 * <p>An open read that fits takes effect at once in every configuration: that never rules out anything.
 */
final class JustInTime {
    /** How many operations may be open at a time. */
    static final int WINDOW = 40;

    private static final long MASK = (1L << WINDOW) - 1;
    private static final int IMPOSSIBLE = -1;
    private static final int MOST_VALUES = 1 << (63 - WINDOW);

    enum Answer {
        LEGAL,
        ILLEGAL,
        LIMIT
    }

    private final RegisterColumns ops;
    private final int mostConfigs;
    private long stepsLeft;

    /** By slot, which operation is open in it. */
    private final int[] open = new int[WINDOW];
    /** By operation, its slot. */
    private final int[] slotOf;

    private long free = MASK;
    private long reads;
    private ConfigSet current = new ConfigSet();
    private ConfigSet next = new ConfigSet();
    private final ConfigSet work = new ConfigSet();
    private int peak = 1;
    private int failed = -1;

    /** @param mostSteps how many configurations may be visited in all */
    JustInTime(RegisterColumns ops, int mostConfigs, long mostSteps) {
        this.ops = ops;
        this.mostConfigs = mostConfigs;
        this.stepsLeft = mostSteps;
        this.slotOf = new int[ops.size];
    }

    Answer run() {
        if (ops.values() >= MOST_VALUES) {
            return Answer.LIMIT;
        }
        current.add(0);
        int called = 0;
        for (int row : Order.ascending(ops.done)) {
            if (ops.isOpen(row)) {
                break;
            }
            // Equal times count as concurrent.
            while (called < ops.size && ops.call[called] <= ops.done[row]) {
                if (free == 0) {
                    return Answer.LIMIT;
                }
                call(called++);
            }
            Answer answer = complete(row);
            if (answer != Answer.LEGAL) {
                return answer;
            }
        }
        return Answer.LEGAL;
    }

    /** The most configurations that were possible at a time. */
    int peak() {
        return peak;
    }

    /** After ILLEGAL: the operation that cannot have taken effect by its return. */
    int failed() {
        return failed;
    }

    /** After ILLEGAL: what the register may have held before. */
    int[] possibleValues() {
        int[] values = new int[current.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) (current.at(i) >>> WINDOW);
        }
        return Arrays.stream(values).distinct().toArray();
    }

    private void call(int row) {
        int slot = Long.numberOfTrailingZeros(free);
        free &= free - 1;
        open[slot] = row;
        slotOf[row] = slot;
        if (ops.kind[row] == READ) {
            reads |= 1L << slot;
        }
    }

    private Answer complete(int row) {
        long bit = 1L << slotOf[row];
        work.clear();
        next.clear();
        for (int i = 0; i < current.size(); i++) {
            work.add(withReads(current.at(i)));
        }
        for (int i = 0; i < work.size(); i++) {
            long config = work.at(i);
            if ((config & bit) != 0) {
                next.add(config & ~bit);
            } else {
                expand(config);
            }
            if (work.size() > mostConfigs) {
                return Answer.LIMIT;
            }
        }
        stepsLeft -= work.size();
        if (stepsLeft < 0) {
            return Answer.LIMIT;
        }
        peak = Math.max(peak, work.size());
        if (next.size() == 0) {
            failed = row;
            return Answer.ILLEGAL;
        }
        free |= bit;
        reads &= ~bit;
        ConfigSet other = current;
        current = next;
        next = other;
        return Answer.LEGAL;
    }

    private void expand(long config) {
        int value = (int) (config >>> WINDOW);
        long candidates = ~config & MASK & ~free & ~reads;
        while (candidates != 0) {
            int slot = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            int after = step(value, open[slot]);
            if (after != IMPOSSIBLE) {
                work.add(withReads(((long) after << WINDOW) | (config & MASK) | (1L << slot)));
            }
        }
    }

    private int step(int value, int row) {
        return ops.kind[row] == CAS && ops.expected[row] != value ? IMPOSSIBLE : ops.value[row];
    }

    private long withReads(long config) {
        int value = (int) (config >>> WINDOW);
        long result = config;
        long candidates = reads & ~config;
        while (candidates != 0) {
            int slot = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            if (ops.value[open[slot]] == value) {
                result |= 1L << slot;
            }
        }
        return result;
    }
}
