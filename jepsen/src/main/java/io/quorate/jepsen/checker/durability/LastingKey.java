package io.quorate.jepsen.checker.durability;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key with one value: later writes cover earlier ones, by their revisions and by real time. */
final class LastingKey {
    private final Findings findings;
    private final Map<Long, Op> writers = new HashMap<>();
    private final List<Op> acknowledged = new ArrayList<>();
    private final List<Op> finalReads = new ArrayList<>();
    private long unjudged;

    LastingKey(Findings findings) {
        this.findings = findings;
    }

    void write(Op op) {
        writers.put(op.invocation().value(), op);
        if (op.isOk()) {
            acknowledged.add(op);
        }
    }

    void read(Op op) {
        finalReads.add(op);
    }

    long unjudged() {
        return unjudged;
    }

    /** How many acknowledged writes the final reads tell of. */
    long judge() {
        acknowledged.sort(Comparator.comparingLong(Op::returnedNanos));
        int size = acknowledged.size();
        Op[] newest = new Op[size];
        Op[] lastCalled = new Op[size];
        for (int i = 0; i < size; i++) {
            Op op = acknowledged.get(i);
            newest[i] = i > 0 && newest[i - 1].revision() > op.revision() ? newest[i - 1] : op;
            lastCalled[i] = i > 0 && lastCalled[i - 1].calledNanos() > op.calledNanos() ? lastCalled[i - 1] : op;
        }
        long[] returns = acknowledged.stream().mapToLong(Op::returnedNanos).toArray();
        int judged = 0;
        for (Op read : finalReads) {
            int due = Order.above(returns, size, read.calledNanos() - 1);
            judged = Math.max(judged, due);
            notRefused(read);
            if (due > 0) {
                found(read, newest[due - 1], lastCalled[due - 1]);
            }
        }
        unjudged = (long) size - judged;
        if (unjudged > 0) {
            Op first = acknowledged.get(judged);
            findings.unsure("not-finally-read", () -> "No final read after " + Ops.tell(first), first);
        }
        return judged;
    }

    private void notRefused(Op read) {
        Op writer = writers.get(read.seen().value());
        if (writer != null && writer.outcome() == Outcome.FAIL) {
            findings.broken(
                    "refused-write-found",
                    () -> "It was refused, and is there in the end: " + Ops.tell(writer) + "; " + Ops.tell(read),
                    writer,
                    read);
        }
    }

    private void found(Op read, Op newest, Op lastCalled) {
        Op writer = writers.get(read.seen().value());
        Op lost = read.seen().modRevision() < newest.revision() ? newest : null;
        boolean before = writer != null && writer.isOk() && writer.returnedNanos() < lastCalled.calledNanos();
        if (lost == null && before) {
            lost = lastCalled;
        }
        if (lost != null) {
            lost(read, lost, writer);
        }
    }

    private void lost(Op read, Op lost, @Nullable Op writer) {
        findings.broken(
                "lost-write",
                () -> "It was acknowledged, and neither it nor a later one is there in the end: " + Ops.tell(lost)
                        + "; " + Ops.tell(read) + (writer == null ? "" : ", put before by " + Ops.tell(writer)),
                lost,
                read);
    }
}
