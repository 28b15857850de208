package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One set. An acknowledged element is there from its revision on; one of unknown outcome at the latest from the first
 * revision at which it was seen, whatever was before.
 */
final class SetLog {
    private static final long NEVER = Long.MAX_VALUE;

    private final int key;
    private final Findings findings;
    private final LongNumbers elements = new LongNumbers();
    private final List<Op> adders = new ArrayList<>();
    private final Longs since = new Longs();
    private final List<Op> reads = new ArrayList<>();

    SetLog(int key, Findings findings) {
        this.key = key;
        this.findings = findings;
    }

    void add(Op op) {
        if (elements.add(op.invocation().value()) == adders.size()) {
            adders.add(op);
            since.add(op.isOk() ? op.revision() : NEVER);
        }
    }

    void read(Op op) {
        reads.add(op);
    }

    void judge() {
        long[] from = since.toArray();
        for (Op read : reads) {
            Elements seen = read.seen().elements();
            for (int i = 0; i < seen.size(); i++) {
                int element = elements.find(seen.at(i));
                if (element >= 0 && adders.get(element).outcome() == Outcome.INFO) {
                    from[element] = Math.min(from[element], read.revision());
                }
            }
        }
        long[] sorted = from.clone();
        Arrays.sort(sorted);
        int[] lastSeenBy = new int[from.length];
        for (int i = 0; i < reads.size(); i++) {
            judge(reads.get(i), from, sorted, lastSeenBy, i + 1);
        }
    }

    private void judge(Op read, long[] from, long[] sorted, int[] lastSeenBy, int mark) {
        Elements seen = read.seen().elements();
        int present = 0;
        for (int i = 0; i < seen.size(); i++) {
            long value = seen.at(i);
            int element = elements.find(value);
            String wrong = wrong(read, element, from, lastSeenBy, mark);
            if (!wrong.isEmpty()) {
                findings.broken(
                        wrong,
                        () -> "Set " + key + " shows " + value + ": " + Ops.tell(read)
                                + (element < 0 ? "" : "; it came of " + Ops.tell(adders.get(element))),
                        element < 0 ? new Op[] {read} : new Op[] {adders.get(element), read});
                return;
            }
            lastSeenBy[element] = mark;
            present++;
        }
        if (present < Order.above(sorted, sorted.length, read.revision())) {
            missing(read, from, lastSeenBy, mark);
        }
    }

    private String wrong(Op read, int element, long[] from, int[] lastSeenBy, int mark) {
        if (element < 0) {
            return "garbage-read";
        }
        Op adder = adders.get(element);
        if (adder.outcome() == Outcome.FAIL) {
            return "dirty-read";
        }
        if (lastSeenBy[element] == mark) {
            return "duplicate-element";
        }
        if (adder.calledNanos() > read.returnedNanos()) {
            return "read-from-future";
        }
        return from[element] > read.revision() ? "from-later-revision" : "";
    }

    private void missing(Op read, long[] from, int[] lastSeenBy, int mark) {
        for (int element = 0; element < from.length; element++) {
            if (from[element] <= read.revision() && lastSeenBy[element] != mark) {
                Op adder = adders.get(element);
                long revision = from[element];
                findings.broken(
                        "lost-element",
                        () -> "Set " + key + " had " + adder.invocation().value() + " at revision " + revision
                                + " and not any more: " + Ops.tell(read) + "; it came of " + Ops.tell(adder),
                        adder,
                        read);
            }
        }
    }
}
