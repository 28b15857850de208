package io.quorate.jepsen.checker.elle;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Ints;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.elle.Transactions.Appends;
import io.quorate.jepsen.checker.elle.Transactions.Read;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which a list came to hold its elements, by the longest of its reads, and what is wrong with reads by
 * themselves. Marks transactions of unknown outcome as committed when somebody saw what they appended.
 */
final class Versions {
    private final Transactions txns;
    private final Appends list;
    private final BitSet committed;
    private final Findings findings;
    /** Numbers of the elements, in their order, as far as anybody saw them. */
    private final Ints order = new Ints();
    /** Reads that agree with that order. */
    private final List<Read> agreeing = new ArrayList<>();

    Versions(Transactions txns, Appends list, BitSet committed, Findings findings) {
        this.txns = txns;
        this.list = list;
        this.committed = committed;
        this.findings = findings;
    }

    void learn() {
        Read longest = null;
        for (Read read : list.reads) {
            if (longest == null || read.list().size() > longest.list().size()) {
                longest = read;
            }
        }
        if (longest == null) {
            return;
        }
        if (!lookAt(longest, true)) {
            order.clear();
            return;
        }
        for (Read read : list.reads) {
            Elements seen = read.list();
            if (Transactions.samePrefix(seen, longest.list(), seen.size())) {
                agreeing.add(read);
                lastElement(read);
            } else if (lookAt(read, false)) {
                incompatible(read, longest);
            }
        }
        foreseen();
        lostUpdates();
        lostAppends();
    }

    /** Nobody sees what it is only going to append. */
    private void foreseen() {
        Map<Integer, Integer> firstPlace = new HashMap<>();
        for (int place = 0; place < order.size(); place++) {
            firstPlace.putIfAbsent(appender(place), place);
        }
        for (Read read : agreeing) {
            int place = firstPlace.getOrDefault(read.txn(), Integer.MAX_VALUE);
            if (place < read.length()) {
                Op op = txns.ops.get(read.txn());
                findings.broken(
                        "internal",
                        () -> "A transaction saw in list " + list.key + " what it appended only then: " + Ops.tell(op),
                        op);
            }
        }
    }

    /** Whether all its elements were appended by somebody, once, who may have taken effect. */
    private boolean lookAt(Read read, boolean keep) {
        Elements seen = read.list();
        Op op = txns.ops.get(read.txn());
        LongNumbers distinct = new LongNumbers();
        for (int i = 0; i < seen.size(); i++) {
            long value = seen.at(i);
            int number = list.values.find(value);
            if (number < 0) {
                findings.broken(
                        "garbage-read",
                        () -> "Nobody appended " + value + " to list " + list.key + ": " + Ops.tell(op),
                        op);
                return false;
            }
            if (distinct.add(value) != i) {
                findings.broken(
                        "duplicate-elements",
                        () -> "List " + list.key + " shows " + value + " twice: " + Ops.tell(op),
                        op);
                return false;
            }
            int appender = list.appender.at(number);
            if (txns.ops.get(appender).outcome() == Outcome.FAIL) {
                aborted(read, value, appender);
                return false;
            }
            committed.set(appender);
            if (keep) {
                order.add(number);
            }
        }
        return true;
    }

    private void aborted(Read read, long value, int appender) {
        Op writer = txns.ops.get(appender);
        Op reader = txns.ops.get(read.txn());
        findings.broken(
                "G1a",
                () -> "List " + list.key + " shows " + value + " of a transaction that was refused: " + Ops.tell(writer)
                        + "; " + Ops.tell(reader),
                writer,
                reader);
    }

    private void incompatible(Read read, Read longest) {
        Op one = txns.ops.get(read.txn());
        Op other = txns.ops.get(longest.txn());
        findings.broken(
                "incompatible-order",
                () -> "Neither of two reads of list " + list.key + " continues the other: " + Ops.tell(one) + "; "
                        + Ops.tell(other),
                one,
                other);
    }

    /** Nobody sees a list as it was within another's transaction. */
    private void lastElement(Read read) {
        if (read.length() == 0) {
            return;
        }
        int number = order.at(read.length() - 1);
        int appender = list.appender.at(number);
        if (appender != read.txn() && list.intermediate.get(number)) {
            Op writer = txns.ops.get(appender);
            Op reader = txns.ops.get(read.txn());
            findings.broken(
                    "G1b",
                    () -> "List " + list.key + " was seen up to " + list.values.at(number)
                            + ", after which the same transaction appended more: " + Ops.tell(writer) + "; "
                            + Ops.tell(reader),
                    writer,
                    reader);
        }
    }

    /** Of two that saw the same state of a list and appended to it, one must have come first and been seen. */
    private void lostUpdates() {
        BitSet appenders = new BitSet();
        for (int number = 0; number < list.appender.size(); number++) {
            appenders.set(list.appender.at(number));
        }
        Map<Integer, Integer> byLength = new HashMap<>();
        for (Read read : agreeing) {
            if (!appenders.get(read.txn())) {
                continue;
            }
            Integer other = byLength.putIfAbsent(read.length(), read.txn());
            if (other != null && other != read.txn()) {
                Op one = txns.ops.get(other);
                Op two = txns.ops.get(read.txn());
                findings.broken(
                        "lost-update",
                        () -> "Two transactions saw the same " + read.length() + " elements of list " + list.key
                                + " and both appended to it: " + Ops.tell(one) + "; " + Ops.tell(two),
                        one,
                        two);
            }
        }
    }

    /** What was acknowledged before the call of a read and is not in it, nor in any other. */
    private void lostAppends() {
        Read last = null;
        for (Read read : agreeing) {
            if (last == null || called(read) > called(last)) {
                last = read;
            }
        }
        if (last == null) {
            return;
        }
        Op reader = txns.ops.get(last.txn());
        BitSet seen = seen();
        for (int number = seen.nextClearBit(0); number < list.values.size(); number = seen.nextClearBit(number + 1)) {
            Op writer = txns.ops.get(list.appender.at(number));
            if (writer.isOk() && writer.returnedNanos() < reader.calledNanos()) {
                long value = list.values.at(number);
                findings.broken(
                        "lost-append",
                        () -> "Nobody ever saw " + value + " in list " + list.key + ", which was acknowledged: "
                                + Ops.tell(writer) + "; " + Ops.tell(reader),
                        writer,
                        reader);
            }
        }
    }

    private long called(Read read) {
        return txns.ops.get(read.txn()).calledNanos();
    }

    private BitSet seen() {
        BitSet seen = new BitSet();
        for (int i = 0; i < order.size(); i++) {
            seen.set(order.at(i));
        }
        return seen;
    }

    /** Edges of this list. To be called when all committed transactions are known. */
    void link(Graph graph) {
        for (int i = 1; i < order.size(); i++) {
            graph.add(appender(i - 1), appender(i), Graph.WW, list.key, i);
        }
        for (Read read : agreeing) {
            int length = read.length();
            if (length > 0) {
                graph.add(appender(length - 1), read.txn(), Graph.WR, list.key, length - 1);
            }
            if (length < order.size()) {
                graph.add(read.txn(), appender(length), Graph.RW, list.key, length);
            }
        }
        linkUnseen(graph);
    }

    /**
     * What was committed and never seen came after all that was seen, in an order nobody knows: a node of its own
     * stands for the end of what was seen, so that not everybody before it needs an edge to everybody after.
     */
    private void linkUnseen(Graph graph) {
        BitSet seen = seen();
        Map<Integer, Integer> unseen = new HashMap<>();
        for (int number = seen.nextClearBit(0); number < list.values.size(); number = seen.nextClearBit(number + 1)) {
            int appender = list.appender.at(number);
            if (committed.get(appender)) {
                unseen.putIfAbsent(appender, number);
            }
        }
        if (unseen.isEmpty() || (list.reads.size() > 0 && agreeing.isEmpty())) {
            return;
        }
        int end = graph.addNode();
        unseen.forEach((appender, number) -> graph.add(end, appender, Graph.WW, list.key, -1 - number));
        if (order.size() > 0 && !unseen.containsKey(appender(order.size() - 1))) {
            graph.add(appender(order.size() - 1), end, Graph.WW, list.key, order.size());
        }
        for (Read read : agreeing) {
            if (read.length() < order.size()) {
                continue;
            }
            if (!unseen.containsKey(read.txn())) {
                graph.add(read.txn(), end, Graph.RW, list.key, order.size());
            } else {
                unseen.forEach((appender, number) -> graph.add(read.txn(), appender, Graph.RW, list.key, -1 - number));
            }
        }
    }

    private int appender(int place) {
        return list.appender.at(order.at(place));
    }

    /** An edge of this list in words. */
    String tell(int kind, int element) {
        if (element == order.size()) {
            return kind == Graph.WW
                    ? "appended the last that was ever seen of list " + list.key + ", after which came"
                    : "saw list " + list.key + " as long as anybody ever did, and so without";
        }
        String what = Long.toString(list.values.at(element < 0 ? -1 - element : order.at(element)));
        return switch (kind) {
            case Graph.WW -> "appended to list " + list.key + " before " + what + " was appended by";
            case Graph.WR -> "appended " + what + " to list " + list.key + ", the last that was seen by";
            default -> "saw list " + list.key + " without " + what + ", appended by";
        };
    }

    /** What follows the end of all that was seen. */
    String tellUnseen(int element) {
        return " " + list.values.at(-1 - element) + ", appended by";
    }
}
