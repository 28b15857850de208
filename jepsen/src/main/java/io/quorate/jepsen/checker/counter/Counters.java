package io.quorate.jepsen.checker.counter;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A key's version lies between the writes that were acknowledged before a read and those that were called before it
 * ended; and every value was put at one revision. A write that is applied again when it is sent again breaks one of
 * these.
 */
public final class Counters implements Checker {
    @Override
    public String name() {
        return "counters";
    }

    @Override
    public CheckResult check(History history) {
        Findings findings = new Findings(name());
        Map<Integer, Counter> counters = new LinkedHashMap<>();
        for (Op op : history.ops(WorkloadKind.COUNTER)) {
            counters.computeIfAbsent(op.invocation().key(), key -> new Counter(findings))
                    .take(op);
        }
        long checked = 0;
        long reads = 0;
        for (Counter counter : counters.values()) {
            counter.judge();
            checked += counter.tellers.size();
            reads += counter.reads;
        }
        findings.figure("counters", counters.size());
        findings.figure("reads", reads);
        return findings.result(checked);
    }

    private static final class Counter {
        private final Findings findings;
        private final Longs acknowledged = new Longs();
        /** Calls of all that may have been applied, ascending. */
        private final Longs called = new Longs();

        private final List<Op> tellers = new ArrayList<>();
        private long reads;

        Counter(Findings findings) {
            this.findings = findings;
        }

        void take(Op op) {
            if (op.action() == Action.READ) {
                if (op.isOk()) {
                    tellers.add(op);
                    reads++;
                }
            } else if (op.outcome() != Outcome.FAIL) {
                called.add(op.calledNanos());
                if (op.isOk()) {
                    acknowledged.add(op.returnedNanos());
                    tellers.add(op);
                }
            }
        }

        void judge() {
            long[] done = acknowledged.toArray();
            Arrays.sort(done);
            long[] calls = called.toArray();
            for (Op op : tellers) {
                long version = op.seen().version();
                boolean toldNothing = op.action() != Action.READ && version == 0;
                long least = Ops.isLinearizable(op) ? Order.above(done, done.length, op.calledNanos() - 1) : 0;
                long most = Order.above(calls, calls.length, op.returnedNanos());
                if (!toldNothing && (version < least || version > most)) {
                    findings.broken(
                            version < least ? "lost-write" : "double-apply",
                            () -> Ops.tell(op) + ", told version " + version + ": before, " + least
                                    + " writes were acknowledged, and by its end " + most + " were called",
                            op);
                }
            }
            revisions();
        }

        /** Versions grow by one with each revision of the key, and a value has one revision. */
        private void revisions() {
            Map<Long, Op> byValue = new HashMap<>();
            List<Op> byRevision = new ArrayList<>();
            LongNumbers distinct = new LongNumbers();
            for (Op op : tellers) {
                if (modRevision(op) == 0) {
                    continue;
                }
                distinct.add(modRevision(op));
                Op other = byValue.putIfAbsent(value(op), op);
                if (other != null && modRevision(other) != modRevision(op)) {
                    findings.broken(
                            "double-apply",
                            () -> "One write has two revisions: " + Ops.tell(other) + "; " + Ops.tell(op),
                            other,
                            op);
                }
                if (op.seen().version() != 0) {
                    byRevision.add(op);
                }
            }
            byRevision.sort(Comparator.comparingLong(Counter::modRevision));
            long[] known = new long[distinct.size()];
            Arrays.setAll(known, distinct::at);
            Arrays.sort(known);
            for (int i = 1; i < byRevision.size(); i++) {
                step(byRevision.get(i - 1), byRevision.get(i), known);
            }
        }

        private void step(Op before, Op op, long[] known) {
            long from = modRevision(before);
            long to = modRevision(op);
            long grown = op.seen().version() - before.seen().version();
            long least = (long) Order.above(known, known.length, to) - Order.above(known, known.length, from);
            if (grown < least || grown > to - from) {
                findings.broken(
                        "wrong-version",
                        () -> "The version grew by " + grown + " where the key had at least " + least
                                + " new revisions and at most " + (to - from) + ": " + Ops.tell(before) + "; "
                                + Ops.tell(op),
                        before,
                        op);
            }
        }

        private static long modRevision(Op op) {
            return op.action() == Action.READ ? op.seen().modRevision() : op.revision();
        }

        private static long value(Op op) {
            return op.action() == Action.READ
                    ? op.seen().value()
                    : op.invocation().value();
        }
    }
}
