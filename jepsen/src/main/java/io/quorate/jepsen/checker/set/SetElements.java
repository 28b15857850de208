package io.quorate.jepsen.checker.set;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A linearizable read of a set shows every element that was known before its call: acknowledged, or shown by an earlier
 * one. Trusts no revisions. One that no later read shows either is lost, else the read was stale.
 */
public final class SetElements implements Checker {
    private static final long UNKNOWN = Long.MAX_VALUE;

    @Override
    public String name() {
        return "sets";
    }

    @Override
    public CheckResult check(History history) {
        Findings findings = new Findings(name());
        Map<Integer, OneSet> sets = new LinkedHashMap<>();
        for (Op op : history.ops(WorkloadKind.SET)) {
            sets.computeIfAbsent(op.invocation().key(), key -> new OneSet(key, findings))
                    .take(op);
        }
        long checked = 0;
        long elements = 0;
        for (OneSet set : sets.values()) {
            checked += set.judge();
            elements += set.adders.size();
        }
        findings.figure("sets", sets.size());
        findings.figure("elements", elements);
        return findings.result(checked);
    }

    private static final class OneSet {
        private final int key;
        private final Findings findings;
        private final LongNumbers elements = new LongNumbers();
        private final List<Op> adders = new ArrayList<>();
        private final List<Op> reads = new ArrayList<>();
        private long acknowledged;

        OneSet(int key, Findings findings) {
            this.key = key;
            this.findings = findings;
        }

        void take(Op op) {
            if (op.action() == Action.READ_ALL) {
                if (op.isOk()) {
                    reads.add(op);
                }
            } else if (elements.add(op.invocation().value()) == adders.size()) {
                adders.add(op);
                acknowledged += op.isOk() ? 1 : 0;
            }
        }

        long judge() {
            long[] known = new long[adders.size()];
            Arrays.setAll(known, i -> adders.get(i).isOk() ? adders.get(i).returnedNanos() : UNKNOWN);
            int[] lastShown = new int[adders.size()];
            Arrays.fill(lastShown, -1);
            boolean[] sound = new boolean[reads.size()];
            int strong = 0;
            for (int i = 0; i < sound.length; i++) {
                sound[i] = onlyAdded(reads.get(i), i, lastShown);
                if (Ops.isLinearizable(reads.get(i))) {
                    strong++;
                    if (sound[i]) {
                        shown(reads.get(i), known);
                    }
                }
            }
            if (strong == 0 && acknowledged > 0) {
                findings.unsure("never-read", () -> "Set " + key + " was never read linearizably", adders.get(0));
            }
            long[] sorted = known.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < sound.length; i++) {
                if (sound[i] && Ops.isLinearizable(reads.get(i))) {
                    complete(reads.get(i), known, sorted, lastShown, i);
                }
            }
            return acknowledged + reads.size();
        }

        private void shown(Op read, long[] known) {
            Elements seen = read.seen().elements();
            for (int i = 0; i < seen.size(); i++) {
                int element = elements.find(seen.at(i));
                known[element] = Math.min(known[element], read.returnedNanos());
            }
        }

        /** Also notes for each element the last read that shows it. */
        private boolean onlyAdded(Op read, int number, int[] lastShown) {
            Elements seen = read.seen().elements();
            for (int i = 0; i < seen.size(); i++) {
                long value = seen.at(i);
                int element = elements.find(value);
                String wrong = wrong(read, element, number, lastShown);
                if (!wrong.isEmpty()) {
                    findings.broken(
                            wrong,
                            () -> "Set " + key + " shows " + value + ": " + Ops.tell(read)
                                    + (element < 0 ? "; nobody added it" : "; " + Ops.tell(adders.get(element))),
                            element < 0 ? new Op[] {read} : new Op[] {adders.get(element), read});
                    return false;
                }
                lastShown[element] = number;
            }
            return true;
        }

        private String wrong(Op read, int element, int number, int[] lastShown) {
            if (element < 0) {
                return "garbage-element";
            }
            Op adder = adders.get(element);
            if (adder.outcome() == Outcome.FAIL) {
                return "dirty-element";
            }
            if (lastShown[element] == number) {
                return "duplicate-element";
            }
            return adder.calledNanos() > read.returnedNanos() ? "element-from-future" : "";
        }

        private void complete(Op read, long[] known, long[] sorted, int[] lastShown, int number) {
            long due = Order.above(sorted, sorted.length, read.calledNanos() - 1);
            Elements seen = read.seen().elements();
            long shown = 0;
            for (int i = 0; i < seen.size(); i++) {
                shown += known[elements.find(seen.at(i))] < read.calledNanos() ? 1 : 0;
            }
            if (shown == due) {
                return;
            }
            boolean[] present = new boolean[known.length];
            for (int i = 0; i < seen.size(); i++) {
                present[elements.find(seen.at(i))] = true;
            }
            for (int element = 0; element < present.length; element++) {
                if (!present[element] && known[element] < read.calledNanos()) {
                    missing(read, adders.get(element), lastShown[element] > number);
                }
            }
        }

        private void missing(Op read, Op adder, boolean shownLater) {
            findings.broken(
                    shownLater ? "stale-set" : "lost-element",
                    () -> "Set " + key + " does not show " + adder.invocation().value()
                            + ", which was known to be in it: " + Ops.tell(adder) + "; " + Ops.tell(read)
                            + (shownLater ? "; a later read shows it again" : "; no later read shows it"),
                    adder,
                    read);
        }
    }
}
