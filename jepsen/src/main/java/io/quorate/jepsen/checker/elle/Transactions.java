package io.quorate.jepsen.checker.elle;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Ints;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All transactions of a run, and each one by itself: what it appended to which list, and what of others it saw. */
final class Transactions {
    /** What one transaction saw of one list: its first {@code length} elements are of others. */
    record Read(int txn, Elements list, int length) {}

    /** One list: everything that was appended, by number, and everybody who read it. */
    static final class Appends {
        final int key;
        final LongNumbers values = new LongNumbers();
        /** By value, which transaction appended it. */
        final Ints appender = new Ints();
        /** Values after which the same transaction appended another one. */
        final BitSet intermediate = new BitSet();

        final List<Read> reads = new ArrayList<>();

        Appends(int key) {
            this.key = key;
        }
    }

    final List<Op> ops;
    final List<Appends> lists = new ArrayList<>();
    private final Map<Integer, Appends> byKey = new HashMap<>();
    private final Findings findings;

    Transactions(List<Op> all, Findings findings) {
        this.findings = findings;
        ops = all.stream().filter(op -> op.action() == Action.TXN).toList();
        for (int txn = 0; txn < ops.size(); txn++) {
            take(txn);
        }
    }

    private void take(int txn) {
        Op op = ops.get(txn);
        Map<Appends, View> views = new HashMap<>();
        for (Micro micro : Ops.micros(op)) {
            Appends list = byKey.computeIfAbsent(micro.key(), this::newList);
            View view = views.computeIfAbsent(list, k -> new View());
            if (micro.append()) {
                append(list, micro.value(), txn, view);
            } else if (op.isOk()) {
                read(list, micro.read(), txn, view);
            }
        }
    }

    private Appends newList(int key) {
        Appends list = new Appends(key);
        lists.add(list);
        return list;
    }

    private static void append(Appends list, long value, int txn, View view) {
        int number = list.values.add(value);
        if (number == list.appender.size()) {
            list.appender.add(txn);
        }
        if (view.last >= 0) {
            list.intermediate.set(view.last);
        }
        view.last = number;
        view.own.add(number);
    }

    /** A transaction sees what it saw and appended before, and nothing that came to it since. */
    private void read(Appends list, Elements seen, int txn, View view) {
        int others = seen.size() - view.own.size();
        boolean right = others >= 0;
        for (int i = 0; right && i < view.own.size(); i++) {
            right = seen.at(others + i) == list.values.at(view.own.at(i));
        }
        Elements first = view.first;
        if (right && first != null) {
            right = others == view.length && samePrefix(first, seen, others);
        }
        if (!right) {
            Op op = ops.get(txn);
            findings.broken(
                    "internal", () -> "A transaction contradicts itself on list " + list.key + ": " + Ops.tell(op), op);
        } else if (first == null) {
            view.first = seen;
            view.length = others;
            list.reads.add(new Read(txn, seen, others));
        }
    }

    static boolean samePrefix(Elements one, Elements other, int length) {
        for (int i = 0; i < length; i++) {
            if (one.at(i) != other.at(i)) {
                return false;
            }
        }
        return true;
    }

    /** What one transaction knows of one list while it goes on. */
    private static final class View {
        private final Ints own = new Ints();
        private int last = -1;
        private @Nullable Elements first;
        private int length;
    }
}
