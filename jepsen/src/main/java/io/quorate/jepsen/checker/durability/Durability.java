package io.quorate.jepsen.checker.durability;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that was acknowledged is found by the final reads, or something later over it. Final are the linearizable
 * reads called after the last fault was over; without faults, all. What was acknowledged and not finally read is not
 * judged, which is no pass.
 */
public final class Durability implements Checker {
    @Override
    public String name() {
        return "durable";
    }

    @Override
    public CheckResult check(History history) {
        long over = history.faults().stream()
                .filter(fault -> fault.status() != FaultStatus.SKIPPED)
                .mapToLong(FaultRecord::healedNanos)
                .max()
                .orElse(-1);
        Run run = new Run(new Findings(name()), over);
        history.ops().forEach(run::take);
        return run.judge();
    }

    private static final class Run {
        private final Findings findings;
        /** When the last fault was. */
        private final long over;

        private final Map<Long, LastingKey> keys = new LinkedHashMap<>();
        private final Map<Long, LastingElements> collections = new LinkedHashMap<>();
        private long finalReads;

        Run(Findings findings, long over) {
            this.findings = findings;
            this.over = over;
        }

        void take(Op op) {
            boolean reads = Ops.isAnswered(op) && Ops.isLinearizable(op) && op.calledNanos() > over;
            switch (op.action()) {
                case READ, WRITE, CAS -> {
                    LastingKey key = keys.computeIfAbsent(Ops.keyCode(op), k -> new LastingKey(findings));
                    if (op.action() != Action.READ) {
                        key.write(op);
                    }
                    if (reads && Ops.showsKey(op)) {
                        key.read(op);
                        finalReads++;
                    }
                }
                case TXN -> {
                    for (Micro micro : Ops.micros(op)) {
                        LastingElements list = collection(op, micro.key());
                        if (micro.append()) {
                            list.add(op, micro.value());
                        } else if (reads) {
                            list.read(op, micro.read());
                            finalReads++;
                        }
                    }
                }
                case ADD ->
                    collection(op, op.invocation().key())
                            .add(op, op.invocation().value());
                case READ_ALL -> {
                    if (reads) {
                        collection(op, op.invocation().key()).read(op, op.seen().elements());
                        finalReads++;
                    }
                }
            }
        }

        private LastingElements collection(Op op, int key) {
            return collections.computeIfAbsent(
                    Ops.keyCode(op.workload(), key),
                    k -> new LastingElements((op.action() == Action.TXN ? "list " : "set ") + key, findings));
        }

        CheckResult judge() {
            long judged = 0;
            long unjudged = 0;
            for (LastingKey key : keys.values()) {
                judged += key.judge();
                unjudged += key.unjudged();
            }
            for (LastingElements elements : collections.values()) {
                judged += elements.judge();
                unjudged += elements.unjudged();
            }
            findings.figure("final reads", finalReads);
            findings.figure("acknowledged and found", judged);
            findings.figure("acknowledged and not finally read", unjudged);
            return findings.result(judged);
        }
    }
}
