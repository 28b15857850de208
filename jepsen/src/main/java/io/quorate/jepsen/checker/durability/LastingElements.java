package io.quorate.jepsen.checker.durability;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A set or a list: elements only ever come. */
final class LastingElements {
    private record Read(Op op, Elements seen) {}

    private final String what;
    private final Findings findings;
    private final LongNumbers elements = new LongNumbers();
    private final List<Op> adders = new ArrayList<>();
    private final List<Read> finalReads = new ArrayList<>();
    private long unjudged;

    LastingElements(String what, Findings findings) {
        this.what = what;
        this.findings = findings;
    }

    void add(Op op, long value) {
        if (elements.add(value) == adders.size()) {
            adders.add(op);
        }
    }

    void read(Op op, Elements seen) {
        finalReads.add(new Read(op, seen));
    }

    long unjudged() {
        return unjudged;
    }

    /** How many acknowledged elements the final reads tell of. */
    long judge() {
        long lastCall = -1;
        int[] shownBy = new int[adders.size()];
        for (int i = 0; i < finalReads.size(); i++) {
            Read read = finalReads.get(i);
            lastCall = Math.max(lastCall, read.op.calledNanos());
            judge(read, shownBy, i + 1);
        }
        long judged = 0;
        for (Op adder : adders) {
            if (adder.isOk() && adder.returnedNanos() < lastCall) {
                judged++;
            } else if (adder.isOk()) {
                unjudged++;
                findings.unsure(
                        "not-finally-read", () -> "No final read of " + what + " after " + Ops.tell(adder), adder);
            }
        }
        return judged;
    }

    private void judge(Read read, int[] shownBy, int number) {
        for (int i = 0; i < read.seen.size(); i++) {
            int element = elements.find(read.seen.at(i));
            if (element >= 0) {
                shownBy[element] = number;
                notRefused(read, adders.get(element));
            }
        }
        for (int element = 0; element < shownBy.length; element++) {
            Op adder = adders.get(element);
            boolean due = adder.isOk() && adder.returnedNanos() < read.op.calledNanos();
            if (due && shownBy[element] != number) {
                long value = elements.at(element);
                findings.broken(
                        "lost-element",
                        () -> "The end of " + what + " is without " + value + ", which was acknowledged: "
                                + Ops.tell(adder) + "; " + Ops.tell(read.op),
                        adder,
                        read.op);
            }
        }
    }

    private void notRefused(Read read, Op adder) {
        if (adder.outcome() == Outcome.FAIL) {
            findings.broken(
                    "refused-write-found",
                    () -> "It was refused, and is there in the end: " + Ops.tell(adder) + "; " + Ops.tell(read.op),
                    adder,
                    read.op);
        }
    }
}
