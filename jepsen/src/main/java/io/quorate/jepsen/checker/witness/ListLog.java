package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Ints;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One list that transactions append to. What was appended without an acknowledgement may stand anywhere, but in one
 * place.
 */
final class ListLog {
    /** @param length of the list without what the transaction appended itself */
    private record Sight(Op op, long revision, Elements list, int length) {}

    private final int key;
    private final Findings findings;
    private final Map<Long, Op> appenders = new HashMap<>();
    private final Longs acknowledged = new Longs();
    private final Longs acknowledgedAt = new Longs();
    private final List<Sight> sights = new ArrayList<>();

    /** Acknowledged values by their rank in the order of revisions; those ascend. */
    private final LongNumbers ranks = new LongNumbers();

    private long[] revisions = new long[0];
    /** The longest list found right so far, and how many of each of its first elements were acknowledged. */
    private final Longs longest = new Longs();

    private final Ints known = new Ints();

    ListLog(int key, Findings findings) {
        this.key = key;
        this.findings = findings;
        known.add(0);
    }

    void append(Op op, long value) {
        appenders.put(value, op);
        if (op.isOk()) {
            acknowledged.add(value);
            acknowledgedAt.add(op.revision());
        }
    }

    /** @param revision whose state the list must be, apart from what stands after its first {@code length} elements */
    void read(Op op, long revision, Elements list, int length) {
        sights.add(new Sight(op, revision, list, length));
    }

    void judge() {
        long[] at = acknowledgedAt.toArray();
        int[] order = Order.ascending(at);
        revisions = new long[at.length];
        for (int rank = 0; rank < order.length; rank++) {
            revisions[rank] = at[order[rank]];
            ranks.add(acknowledged.at(order[rank]));
        }
        sights.sort(Comparator.comparingLong(Sight::revision));
        Sight before = null;
        for (Sight sight : sights) {
            int count = count(sight);
            if (count >= 0) {
                atRevision(sight, count);
                if (before != null && sight.length < before.length) {
                    shrunk(before, sight);
                }
                before = sight;
            }
        }
    }

    private void shrunk(Sight before, Sight sight) {
        findings.broken(
                "lost-append",
                () -> "List " + key + " had " + before.length + " elements at revision " + before.revision + " and "
                        + sight.length + " at revision " + sight.revision + ": " + Ops.tell(before.op) + "; "
                        + Ops.tell(sight.op),
                before.op,
                sight.op);
    }

    /** How many elements were acknowledged; -1 if something is wrong with the list at any revision. */
    private int count(Sight sight) {
        Elements list = sight.list;
        int same = 0;
        while (same < sight.length && same < longest.size() && list.at(same) == longest.at(same)) {
            same++;
        }
        if (same < sight.length && same < longest.size()) {
            long one = list.at(same);
            long other = longest.at(same);
            // Without a rank comes before any: what is missing then was not acknowledged, and was seen by others.
            String kind = ranks.find(one) > ranks.find(other) ? "lost-append" : "reordered-append";
            String text = "List " + key + " has " + one + " at place " + same + ", where others saw " + other;
            findings.broken(kind, () -> text + ": " + Ops.tell(sight.op), sight.op);
            return -1;
        }
        for (int i = same; i < sight.length; i++) {
            if (!extend(sight, list.at(i))) {
                return -1;
            }
        }
        return known.at(sight.length);
    }

    private boolean extend(Sight sight, long value) {
        int rank = ranks.find(value);
        int expected = known.last();
        if (rank >= 0 && rank != expected) {
            long missing = ranks.at(expected < ranks.size() ? expected : rank);
            Op misplaced = appender(value);
            Op absent = appender(missing);
            findings.broken(
                    rank > expected ? "lost-append" : "reordered-append",
                    () -> "By revisions, " + missing + " should stand where list " + key + " has " + value + ": "
                            + Ops.tell(sight.op),
                    absent,
                    misplaced,
                    sight.op);
            return false;
        }
        if (rank < 0 && !mayBeSeen(sight.op, value)) {
            return false;
        }
        longest.add(value);
        known.add(rank < 0 ? expected : expected + 1);
        return true;
    }

    private Op appender(long value) {
        Op op = appenders.get(value);
        if (op == null) {
            throw new IllegalStateException("Nobody appended " + value + " to list " + key);
        }
        return op;
    }

    private boolean mayBeSeen(Op observer, long value) {
        Op appender = appenders.get(value);
        String wrong = wrong(appender, observer);
        if (wrong.isEmpty()) {
            return true;
        }
        findings.broken(
                wrong,
                () -> Ops.tell(observer) + " saw " + value + " in list " + key + ", which "
                        + (appender == null ? "nobody appended" : "came of " + Ops.tell(appender)),
                appender == null ? new Op[] {observer} : new Op[] {appender, observer});
        return false;
    }

    private static String wrong(@Nullable Op appender, Op observer) {
        if (appender == null) {
            return "garbage-read";
        }
        if (appender.outcome() == Outcome.FAIL) {
            return "dirty-read";
        }
        return appender.calledNanos() > observer.returnedNanos() ? "read-from-future" : "";
    }

    private void atRevision(Sight sight, int count) {
        int should = Order.above(revisions, revisions.length, sight.revision);
        if (count == should) {
            return;
        }
        Op concerned = appender(ranks.at(Math.min(count, should)));
        findings.broken(
                count < should ? "lost-append" : "from-later-revision",
                () -> "List " + key + " should show " + should + " of what was acknowledged and shows " + count
                        + " at revision " + sight.revision + ": " + Ops.tell(sight.op) + "; "
                        + (count < should ? "missing: " : "too early: ") + Ops.tell(concerned),
                concerned,
                sight.op);
    }
}
