package io.quorate.jepsen.checker.isolation;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Ints;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written in one keyspace is seen in no other, though their keys are called the same; and a keyspace that was
 * made for the run counts its own writes only: its first revision is 1, and no answer shows one that so many writes, as
 * were called in it, cannot have made.
 */
public final class Isolation implements Checker {
    private final boolean onlyWriter;

    /** @param onlyWriter whether nobody but the recorded operations writes in the keyspaces that were made */
    public Isolation(boolean onlyWriter) {
        this.onlyWriter = onlyWriter;
    }

    @Override
    public String name() {
        return "isolated";
    }

    @Override
    public CheckResult check(History history) {
        Run run = new Run(new Findings(name()), history);
        return history.keyspaces().size() < 2 ? run.findings.result(0) : run.judge();
    }

    private final class Run {
        private final Findings findings;
        private final History history;
        private final LongNumbers values = new LongNumbers();
        /** By number of the value, where it was put and by whom. */
        private final Ints homes = new Ints();

        private final List<Op> writers = new ArrayList<>();
        /** By keyspace, the calls of writes that may have taken effect, ascending. */
        private final Map<Integer, Longs> called = new HashMap<>();

        private long checked;

        Run(Findings findings, History history) {
            this.findings = findings;
            this.history = history;
        }

        CheckResult judge() {
            history.ops().forEach(this::write);
            Map<Integer, long[]> calls = new HashMap<>();
            called.forEach((keyspace, longs) -> calls.put(keyspace, longs.toArray()));
            for (Op op : history.ops()) {
                if (Ops.isAnswered(op)) {
                    checked++;
                    values(op);
                    if (onlyWriter && op.keyspace() > 0) {
                        revision(op, calls.getOrDefault(op.keyspace(), new long[0]));
                    }
                }
            }
            findings.figure("keyspaces", history.keyspaces().size());
            findings.figure("values", values.size());
            return findings.result(checked);
        }

        private void write(Op op) {
            if (!Ops.writes(op)) {
                return;
            }
            if (op.isOk() || op.outcome() == Outcome.INFO) {
                called.computeIfAbsent(op.keyspace(), k -> new Longs()).add(op.calledNanos());
            }
            if (op.action() == Action.TXN) {
                op.invocation().micros().stream().filter(Micro::append).forEach(micro -> put(micro.value(), op));
            } else {
                put(op.invocation().value(), op);
            }
        }

        private void put(long value, Op op) {
            if (values.add(value) == homes.size()) {
                homes.add(op.keyspace());
                writers.add(op);
            }
        }

        private void values(Op op) {
            if (Ops.showsKey(op)) {
                seen(op.seen().value(), op);
            } else if (op.action() == Action.READ_ALL) {
                all(op.seen().elements(), op);
            } else if (op.action() == Action.TXN) {
                op.seen().micros().forEach(micro -> all(micro.read(), op));
            }
        }

        private void all(Elements elements, Op op) {
            for (int i = 0; i < elements.size(); i++) {
                seen(elements.at(i), op);
            }
        }

        private void seen(long value, Op op) {
            int number = values.find(value);
            if (number >= 0 && homes.at(number) != op.keyspace()) {
                Op writer = writers.get(number);
                findings.broken(
                        "foreign-value",
                        () -> "In keyspace " + name(op) + ": " + Ops.tell(op) + "; but " + value
                                + " was put in keyspace " + name(writer) + ": " + Ops.tell(writer),
                        writer,
                        op);
            }
        }

        private void revision(Op op, long[] calls) {
            long most = 1L + Order.above(calls, calls.length, op.returnedNanos());
            if (op.revision() > most) {
                findings.broken(
                        "foreign-revision",
                        () -> "In keyspace " + name(op) + ": " + Ops.tell(op) + "; but by then at most " + (most - 1)
                                + " writes were called in it, the first of which makes revision 2",
                        op);
            }
        }

        private String name(Op op) {
            return history.keyspaces().get(op.keyspace());
        }
    }
}
