package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks all answers of a run against the order that their revisions claim. */
public final class RevisionWitness implements Checker {
    private final Set<WorkloadKind> workloads;
    private final boolean onlyWriter;

    /**
     * @param workloads what to judge; real time is judged over these only
     * @param onlyWriter whether every revision within the run comes of these operations, so that one nobody wrote, as
     *     of a request applied twice, is a violation
     */
    public RevisionWitness(Set<WorkloadKind> workloads, boolean onlyWriter) {
        this.workloads = Set.copyOf(workloads);
        this.onlyWriter = onlyWriter;
    }

    @Override
    public String name() {
        return "revisions";
    }

    @Override
    public CheckResult check(History history) {
        List<Op> ops = history.ops(op -> workloads.contains(op.workload()));
        return new Run(new Findings(name())).judge(ops);
    }

    private final class Run {
        private final Findings findings;
        private final Claims claims;
        private final Map<Long, KeyLog> keys = new LinkedHashMap<>();
        private final Map<Integer, ListLog> lists = new LinkedHashMap<>();
        private final Map<Integer, SetLog> sets = new LinkedHashMap<>();
        private long checked;

        Run(Findings findings) {
            this.findings = findings;
            claims = new Claims(findings);
        }

        CheckResult judge(List<Op> ops) {
            ops.forEach(this::take);
            keys.values().forEach(KeyLog::place);
            RealTime realTime = new RealTime(claims, findings);
            realTime.judge(ops);
            keys.values().forEach(KeyLog::judge);
            lists.values().forEach(ListLog::judge);
            sets.values().forEach(SetLog::judge);
            gaps(ops, realTime.unknownFloors());
            return findings.result(checked);
        }

        private void take(Op op) {
            if (Ops.isAnswered(op)) {
                checked++;
                if (op.revision() == 0) {
                    findings.unsure("no-revision", () -> "The answer told no revision: " + Ops.tell(op), op);
                    return;
                }
            }
            if (op.isOk() && Ops.writes(op)) {
                claims.acknowledged(op);
            }
            int key = op.invocation().key();
            switch (op.action()) {
                case READ, WRITE, CAS ->
                    keys.computeIfAbsent(Ops.keyCode(op), k -> new KeyLog(claims, findings))
                            .add(op);
                case TXN -> transaction(op);
                case ADD ->
                    sets.computeIfAbsent(key, k -> new SetLog(k, findings)).add(op);
                case READ_ALL -> {
                    if (op.isOk()) {
                        sets.computeIfAbsent(key, k -> new SetLog(k, findings)).read(op);
                    }
                }
            }
        }

        private void transaction(Op op) {
            long revision = Ops.writes(op) ? op.revision() - 1 : op.revision();
            Map<Integer, Longs> own = new LinkedHashMap<>();
            for (Micro micro : Ops.micros(op)) {
                ListLog list = lists.computeIfAbsent(micro.key(), k -> new ListLog(k, findings));
                Longs appended = own.computeIfAbsent(micro.key(), k -> new Longs());
                if (micro.append()) {
                    list.append(op, micro.value());
                    appended.add(micro.value());
                } else if (op.isOk()) {
                    read(op, micro, list, revision, appended);
                }
            }
        }

        private void read(Op op, Micro micro, ListLog list, long revision, Longs own) {
            Elements seen = micro.read();
            int others = seen.size() - own.size();
            boolean ends = others >= 0;
            for (int i = 0; ends && i < own.size(); i++) {
                ends = seen.at(others + i) == own.at(i);
            }
            if (ends) {
                list.read(op, revision, seen, others);
            } else {
                findings.broken(
                        "internal",
                        () -> "A transaction appended " + Arrays.toString(own.toArray()) + " to list " + micro.key()
                                + " and then saw it without: " + Ops.tell(op),
                        op);
            }
        }

        /**
         * Every revision that nobody is known to have written must be of a write of unknown outcome, called in time.
         */
        private void gaps(List<Op> ops, Longs unknownFloors) {
            List<Long> revisions = claims.revisions();
            if (revisions.isEmpty()) {
                return;
            }
            long first = revisions.get(0);
            long last = ops.stream()
                    .filter(op -> op.outcome() != Outcome.INFO)
                    .mapToLong(Op::revision)
                    .max()
                    .orElse(first);
            last = Math.max(last, revisions.get(revisions.size() - 1));
            long unknown = last - first + 1 - revisions.size();
            findings.figure("revisions", revisions.size());
            findings.figure("revisions of unknown writers", unknown);
            findings.figure("writes without a revision", unknownFloors.size());
            if (onlyWriter && unknown > 0) {
                fill(revisions, last, unknownFloors);
            }
        }

        private void fill(List<Long> revisions, long last, Longs unknownFloors) {
            long[] floors = unknownFloors.toArray();
            Arrays.sort(floors);
            int called = 0;
            long used = 0;
            int next = 0;
            for (long revision = revisions.get(0); revision <= last; revision++) {
                if (next < revisions.size() && revisions.get(next) == revision) {
                    next++;
                    continue;
                }
                while (called < floors.length && floors[called] < revision) {
                    called++;
                }
                used++;
                if (used > called) {
                    unexplained(revision, revisions.get(next - 1));
                    return;
                }
            }
        }

        private void unexplained(long revision, long before) {
            Op writer = claims.writerOf(before);
            findings.broken(
                    "unexplained-revision",
                    () -> "Nobody can have written revision " + revision + ", which follows revision " + before
                            + (writer == null ? "" : " of " + Ops.tell(writer)),
                    writer == null ? new Op[0] : new Op[] {writer});
        }
    }
}
