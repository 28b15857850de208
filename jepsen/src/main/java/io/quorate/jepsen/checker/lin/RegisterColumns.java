package io.quorate.jepsen.checker.lin;

import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The linearizable operations on one key, as columns in the order of calls. Left out is what says nothing: reads
 * without an answer and what was refused. A refused CAS is a READ of what it saw. Values are numbered, 0 being the
 * absent key.
 */
final class RegisterColumns {
    static final byte READ = 0;
    static final byte WRITE = 1;
    static final byte CAS = 2;
    /** The return of an operation that may take effect at any time to come. */
    static final long OPEN = Long.MAX_VALUE;

    private static final int NONE = -1;

    final int size;
    final byte[] kind;
    /** What was read or put. */
    final int[] value;
    /** What a CAS found. */
    final int[] expected;

    final long[] call;
    final long[] done;
    /** Place in the list that the columns were made of. */
    final int[] source;
    /** By value, who put it; -1 if nobody did. */
    final int[] writer;
    /** Whether no value was put twice, and none that is there from the start. */
    final boolean unique;

    private RegisterColumns(Rows rows, int values) {
        size = rows.size;
        kind = Arrays.copyOf(rows.kind, size);
        value = Arrays.copyOf(rows.value, size);
        expected = Arrays.copyOf(rows.expected, size);
        call = Arrays.copyOf(rows.call, size);
        done = Arrays.copyOf(rows.done, size);
        source = Arrays.copyOf(rows.source, size);
        writer = new int[values];
        Arrays.fill(writer, NONE);
        boolean once = true;
        for (int row = 0; row < size; row++) {
            if (kind[row] != READ) {
                once &= value[row] != 0 && writer[value[row]] == NONE;
                writer[value[row]] = row;
            }
        }
        unique = once;
    }

    /** Of the operations at places {@code from} to {@code to} of {@code places}, all on the same key. */
    static RegisterColumns of(List<Op> ops, int[] places, int from, int to) {
        Rows rows = new Rows(to - from);
        LongNumbers values = new LongNumbers();
        values.add(0);
        for (int i = from; i < to; i++) {
            Op op = ops.get(places[i]);
            if (Ops.showsKey(op)) {
                rows.add(READ, values.add(op.seen().value()), 0, op, places[i]);
            } else if (op.action().writes() && op.outcome() != Outcome.FAIL) {
                boolean cas = op.action() == Action.CAS;
                int expected = cas ? values.add(op.invocation().expected()) : 0;
                rows.add(cas ? CAS : WRITE, values.add(op.invocation().value()), expected, op, places[i]);
            }
        }
        return new RegisterColumns(rows, values.size());
    }

    int values() {
        return writer.length;
    }

    boolean isOpen(int row) {
        return done[row] == OPEN;
    }

    /**
     * The same without unknown outcomes, for unique values only. A put of unknown outcome whose value nobody saw is
     * left out: if there is an order with it there is one without. One whose value was seen took effect before the
     * first who saw it returned; if it is a CAS it has itself seen what it expected, by then. Right because a refused
     * CAS shows what it saw.
     */
    RegisterColumns resolved() {
        long[] seenBy = seenBy();
        Deque<Integer> seen = new ArrayDeque<>();
        for (int number = 0; number < seenBy.length; number++) {
            if (seenBy[number] != OPEN && isPutByOpen(number)) {
                seen.add(number);
            }
        }
        long[] newDone = done.clone();
        while (!seen.isEmpty()) {
            int number = seen.remove();
            int row = writer[number];
            long bound = Math.max(call[row], seenBy[number]);
            if (newDone[row] <= bound) {
                continue;
            }
            newDone[row] = bound;
            int source = expected[row];
            if (kind[row] == CAS && seenBy[source] > bound) {
                seenBy[source] = bound;
                if (isPutByOpen(source)) {
                    seen.add(source);
                }
            }
        }
        return withReturns(newDone);
    }

    /** By value, the first return of who saw it for certain. */
    private long[] seenBy() {
        long[] seenBy = new long[values()];
        Arrays.fill(seenBy, OPEN);
        for (int row = 0; row < size; row++) {
            if (!isOpen(row) && kind[row] != WRITE) {
                int seen = kind[row] == READ ? value[row] : expected[row];
                seenBy[seen] = Math.min(seenBy[seen], done[row]);
            }
        }
        return seenBy;
    }

    private boolean isPutByOpen(int number) {
        return writer[number] != NONE && isOpen(writer[number]);
    }

    private RegisterColumns withReturns(long[] newDone) {
        Rows rows = new Rows(size);
        for (int row = 0; row < size; row++) {
            if (newDone[row] != OPEN) {
                rows.add(kind[row], value[row], expected[row], call[row], newDone[row], source[row]);
            }
        }
        return new RegisterColumns(rows, values());
    }

    /** Columns while they fill. */
    private static final class Rows {
        private final byte[] kind;
        private final int[] value;
        private final int[] expected;
        private final long[] call;
        private final long[] done;
        private final int[] source;
        private int size;

        Rows(int most) {
            kind = new byte[most];
            value = new int[most];
            expected = new int[most];
            call = new long[most];
            done = new long[most];
            source = new int[most];
        }

        void add(byte newKind, int newValue, int newExpected, Op op, int place) {
            long end = op.outcome() == Outcome.INFO ? OPEN : op.returnedNanos();
            add(newKind, newValue, newExpected, op.calledNanos(), end, place);
        }

        void add(byte newKind, int newValue, int newExpected, long newCall, long newDone, int place) {
            kind[size] = newKind;
            value[size] = newValue;
            expected[size] = newExpected;
            call[size] = newCall;
            done[size] = newDone;
            source[size] = place;
            size++;
        }
    }
}
