package io.quorate.jepsen.checker.lin;

import static io.quorate.jepsen.checker.lin.RegisterColumns.CAS;
import static io.quorate.jepsen.checker.lin.RegisterColumns.READ;

import io.quorate.jepsen.checker.column.Ints;
import io.quorate.jepsen.checker.column.Order;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability of one key by a theorem instead of a search, in time n log n whatever the concurrency: with unique
 * values every read names its write, so the operations of one value stand together, and the values joined by CAS stand
 * together as a chain. Within a chain the order is given. Chain A must come before chain B if anything of A returned
 * before something of B was called; there is an order of all chains if no two must come before each other, because in a
 * longer circle the chain with the earliest return always conflicts with the one before it. Names the few operations
 * that conflict.
 *
 * <p>Wants unique values, each with a writer, and no unknown outcomes.
 */
final class Zones {
    /** No operation; as what made the key absent at the start, one that returned before all others were called. */
    private static final int NONE = -1;

    private static final int LONG = 20;

    private final RegisterColumns ops;
    /** By value: of its reads, who returned first, and who was called last; -1 if there is none. */
    private final int[] firstRead;

    private final int[] lastRead;
    /** By value: the CAS that found it; -1 if there is none. */
    private final int[] leaver;

    /** By value: whether a chain led to it. */
    private final boolean[] reached;

    /** By chain: who returned first and who was called last. */
    private final Ints firstDone = new Ints();

    private final Ints lastCalled = new Ints();

    Zones(RegisterColumns ops) {
        this.ops = ops;
        firstRead = filled(ops.values());
        lastRead = filled(ops.values());
        leaver = filled(ops.values());
        reached = new boolean[ops.values()];
    }

    /**
     * What cannot be put in one order.
     *
     * @param early of the same chain as {@code late}; -1 stands for the key's absence at the start
     * @param late of two chains, who saw or found what another had replaced; within one chain, what stands after
     *     {@code early} and yet returned before that was called
     * @param others of another chain: first who returned before {@code late} was called, then who was called after
     *     {@code early} had returned; empty if one chain is impossible in itself
     */
    record Conflict(String kind, int early, int late, int[] others) {}

    /** Null if there is an order. */
    @Nullable
    Conflict find() {
        Conflict twice = group();
        if (twice != null) {
            return twice;
        }
        for (int value = 0; value < ops.values(); value++) {
            int writer = ops.writer[value];
            if (value == 0 || (writer != NONE && ops.kind[writer] != CAS)) {
                Conflict inside = walk(value);
                if (inside != null) {
                    return inside;
                }
            }
        }
        for (int row = 0; row < ops.size; row++) {
            if (ops.kind[row] == CAS && !reached[ops.value[row]]) {
                return new Conflict("read-from-future", ops.writer[ops.expected[row]], row, new int[0]);
            }
        }
        return between();
    }

    /** The CAS that lead from the value of one operation to that of a later one of its chain, latest first. */
    int[] path(int early, int late) {
        Ints path = new Ints();
        int from = early == NONE ? 0 : ops.value[early];
        int value = ops.value[late];
        while (value != from && ops.writer[value] != NONE && ops.kind[ops.writer[value]] == CAS && path.size() < LONG) {
            path.add(ops.writer[value]);
            value = ops.expected[ops.writer[value]];
        }
        return path.toArray();
    }

    private @Nullable Conflict group() {
        for (int row = 0; row < ops.size; row++) {
            int value = ops.value[row];
            if (ops.kind[row] == READ) {
                firstRead[value] = earlierDone(firstRead[value], row);
                lastRead[value] = laterCalled(lastRead[value], row);
            } else if (ops.kind[row] == CAS) {
                int found = ops.expected[row];
                if (leaver[found] != NONE) {
                    return new Conflict("lost-update", leaver[found], row, new int[0]);
                }
                leaver[found] = row;
            }
        }
        return null;
    }

    /**
     * Goes along the chain that starts with {@code start}: nobody may return before one that stands earlier was called.
     */
    private @Nullable Conflict walk(int start) {
        int value = start;
        int first = ops.writer[start];
        int last = first;
        while (true) {
            reached[value] = true;
            int reader = firstRead[value];
            if (reader != NONE) {
                if (doneBeforeCall(reader, last)) {
                    return inside(last, reader);
                }
                first = start == 0 ? NONE : earlierDone(first, reader);
                last = laterCalled(last, lastRead[value]);
            }
            int exit = leaver[value];
            if (exit == NONE) {
                break;
            }
            if (doneBeforeCall(exit, last)) {
                return inside(last, exit);
            }
            first = start == 0 ? NONE : earlierDone(first, exit);
            last = laterCalled(last, exit);
            value = ops.value[exit];
        }
        firstDone.add(first);
        lastCalled.add(last);
        return null;
    }

    private Conflict inside(int early, int late) {
        int source = ops.writer[ops.kind[late] == READ ? ops.value[late] : ops.expected[late]];
        if (doneBeforeCall(late, source)) {
            return new Conflict("read-from-future", source, late, new int[0]);
        }
        return new Conflict(ops.kind[early] == READ ? "stale-read" : "read-from-future", early, late, new int[0]);
    }

    private boolean doneBeforeCall(int row, int other) {
        return other != NONE && ops.done[row] < ops.call[other];
    }

    private int earlierDone(int row, int other) {
        return row == NONE || ops.done[other] < ops.done[row] ? other : row;
    }

    private int laterCalled(int row, int other) {
        return row == NONE || ops.call[other] > ops.call[row] ? other : row;
    }

    /** Chains that must both come before each other. One that must stand open over a time is a forward zone. */
    private @Nullable Conflict between() {
        int chains = firstDone.size();
        long[] from = new long[chains];
        for (int chain = 0; chain < chains; chain++) {
            from[chain] = from(chain);
        }
        int[] byFrom = Order.ascending(from);
        int[] forward =
                Arrays.stream(byFrom).filter(chain -> from(chain) < to(chain)).toArray();
        for (int i = 1; i < forward.length; i++) {
            if (from(forward[i]) < to(forward[i - 1])) {
                return conflict(forward[i - 1], forward[i]);
            }
        }
        long[] starts = Arrays.stream(forward).mapToLong(this::from).toArray();
        for (int chain = 0; chain < chains; chain++) {
            if (from(chain) >= to(chain) && to(chain) != Long.MIN_VALUE) {
                int over = Order.above(starts, starts.length, to(chain) - 1) - 1;
                if (over >= 0 && from(chain) < to(forward[over])) {
                    return conflict(forward[over], chain);
                }
            }
        }
        return null;
    }

    private long from(int chain) {
        int row = firstDone.at(chain);
        return row == NONE ? Long.MIN_VALUE : ops.done[row];
    }

    private long to(int chain) {
        int row = lastCalled.at(chain);
        return row == NONE ? Long.MIN_VALUE : ops.call[row];
    }

    /**
     * Either chain's last called came too late; a read is told of rather than a CAS, for it is sure that it shows it.
     */
    private Conflict conflict(int one, int other) {
        boolean oneReads = endsWithRead(one);
        boolean oneLate = oneReads == endsWithRead(other) ? to(one) >= to(other) : oneReads;
        int chain = oneLate ? one : other;
        int against = oneLate ? other : one;
        return new Conflict(
                endsWithRead(chain) ? "stale-read" : "lost-update",
                firstDone.at(chain),
                lastCalled.at(chain),
                new int[] {firstDone.at(against), lastCalled.at(against)});
    }

    private boolean endsWithRead(int chain) {
        int row = lastCalled.at(chain);
        return row != NONE && ops.kind[row] == READ;
    }

    private static int[] filled(int size) {
        int[] result = new int[size];
        Arrays.fill(result, NONE);
        return result;
    }
}
