package io.quorate.jepsen.checker.lin;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.LongNumbers;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every key on its own behaves as one register that nobody else shares: just in time search, which forgets the past.
 * Where that would take too long, and to name the operations that show a violation, {@link Zones}. Takes operations of
 * level LINEARIZABLE only.
 */
public final class Linearizability implements Checker {
    private final Set<WorkloadKind> workloads;
    private final int mostConfigs;
    private final long mostSteps;

    /**
     * @param workloads whose keys are single values, put once each
     * @param mostConfigs how many configurations the search may hold at a time
     * @param mostSteps how many it may visit for one key
     */
    public Linearizability(Set<WorkloadKind> workloads, int mostConfigs, long mostSteps) {
        this.workloads = Set.copyOf(workloads);
        this.mostConfigs = mostConfigs;
        this.mostSteps = mostSteps;
    }

    @Override
    public String name() {
        return "linearizable";
    }

    @Override
    public CheckResult check(History history) {
        return new Run(history.ops()).all();
    }

    /** One check of one history. */
    private final class Run {
        private final List<Op> ops;
        private final Findings findings = new Findings(name());
        private long checked;
        private int peak;
        private int byZones;

        Run(List<Op> ops) {
            this.ops = ops;
        }

        CheckResult all() {
            int[] places = new int[ops.size()];
            int[] keyOf = new int[ops.size()];
            LongNumbers keys = new LongNumbers();
            int size = 0;
            for (int i = 0; i < places.length; i++) {
                Op op = ops.get(i);
                if (workloads.contains(op.workload()) && Ops.isLinearizable(op)) {
                    keyOf[size] = keys.add(Ops.keyCode(op));
                    places[size++] = i;
                }
            }
            int[] ends = new int[keys.size() + 1];
            int[] byKey = byKey(places, keyOf, size, ends);
            for (int key = 0; key < keys.size(); key++) {
                key(byKey, key == 0 ? 0 : ends[key - 1], ends[key]);
            }
            findings.figure("keys", keys.size());
            findings.figure("most configurations", peak);
            findings.figure("keys beyond the search", byZones);
            return findings.result(checked);
        }

        private int[] byKey(int[] places, int[] keyOf, int size, int[] ends) {
            for (int i = 0; i < size; i++) {
                ends[keyOf[i] + 1]++;
            }
            for (int key = 1; key < ends.length; key++) {
                ends[key] += ends[key - 1];
            }
            int[] result = new int[size];
            for (int i = 0; i < size; i++) {
                result[ends[keyOf[i]]++] = places[i];
            }
            return result;
        }

        private void key(int[] places, int from, int to) {
            RegisterColumns raw = RegisterColumns.of(ops, places, from, to);
            checked += raw.size;
            if (!wellFounded(raw, places, from, to)) {
                return;
            }
            RegisterColumns columns = raw.unique ? raw.resolved() : raw;
            JustInTime search = new JustInTime(columns, mostConfigs, mostSteps);
            JustInTime.Answer answer = search.run();
            peak = Math.max(peak, search.peak());
            switch (answer) {
                case LEGAL -> {}
                case ILLEGAL -> illegal(columns, search);
                case LIMIT -> beyond(columns);
            }
        }

        /** Whether every value that was seen was put by something that may have taken effect. */
        private boolean wellFounded(RegisterColumns columns, int[] places, int from, int to) {
            boolean good = true;
            for (int row = 0; row < columns.size; row++) {
                int value = columns.kind[row] == RegisterColumns.CAS ? columns.expected[row] : columns.value[row];
                boolean observes = columns.kind[row] != RegisterColumns.WRITE && !columns.isOpen(row);
                Op op = ops.get(columns.source[row]);
                if (observes && value != 0 && columns.writer[value] < 0) {
                    good = false;
                    unfounded(op, places, from, to);
                }
                if (Ops.isMismatch(op) && op.seen().value() == op.invocation().expected()) {
                    findings.broken("wrong-refusal", () -> Ops.tell(op) + ", which is what it asked for", op);
                }
            }
            return good;
        }

        private void unfounded(Op op, int[] places, int from, int to) {
            long value = Ops.showsKey(op) ? op.seen().value() : op.invocation().expected();
            for (int i = from; i < to; i++) {
                Op other = ops.get(places[i]);
                if (other.outcome() == Outcome.FAIL
                        && other.action() != Action.READ
                        && other.invocation().value() == value) {
                    findings.broken(
                            "dirty-read",
                            () -> Ops.tell(op) + "; but " + value + " was refused: " + Ops.tell(other),
                            other,
                            op);
                    return;
                }
            }
            findings.broken("garbage-read", () -> Ops.tell(op) + "; nobody put " + value + " there", op);
        }

        private void beyond(RegisterColumns columns) {
            if (!columns.unique) {
                Op first = ops.get(columns.source[0]);
                findings.unsure(
                        "limit",
                        () -> "The search for an order of the operations on key "
                                + first.invocation().key()
                                + " was given up, and values that are put more than once allow no other way",
                        first);
                return;
            }
            byZones++;
            Zones zones = new Zones(columns);
            Zones.Conflict conflict = zones.find();
            if (conflict != null) {
                tell(columns, zones, conflict);
            }
        }

        private void illegal(RegisterColumns columns, JustInTime search) {
            if (columns.unique) {
                Zones zones = new Zones(columns);
                Zones.Conflict conflict = zones.find();
                if (conflict != null) {
                    tell(columns, zones, conflict);
                    return;
                }
            }
            Op failed = ops.get(columns.source[search.failed()]);
            findings.broken(
                    "not-linearizable",
                    () -> Ops.tell(failed) + ": there is no order of what came before it in which that is possible."
                            + " Before, the key can have held only "
                            + Arrays.toString(search.possibleValues()) + " (numbers of values in order of appearance)",
                    failed);
        }

        private void tell(RegisterColumns columns, Zones zones, Zones.Conflict conflict) {
            TreeMap<Long, Op> told = new TreeMap<>();
            Story story = new Story(columns, ops);
            String text = story.of(zones, conflict, told);
            findings.broken(conflict.kind(), () -> text, List.copyOf(told.keySet()));
        }
    }
}
