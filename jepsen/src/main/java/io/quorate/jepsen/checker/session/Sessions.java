package io.quorate.jepsen.checker.session;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Session guarantees by revisions, for each process: monotonic reads, read your writes, monotonic writes, writes follow
 * reads, in the store as a whole and key by key. Session reads show at least what the process was answered before at
 * whatever level. Other reads that are not linearizable only never go back on one node, as long as that node did not
 * lose its memory in between.
 */
public final class Sessions implements Checker {
    private final Set<WorkloadKind> workloads;
    private final Predicate<String> forgets;

    /**
     * @param workloads whose single key operations to judge
     * @param forgets which kinds of faults let a node start again with what its disk has
     */
    public Sessions(Set<WorkloadKind> workloads, Predicate<String> forgets) {
        this.workloads = Set.copyOf(workloads);
        this.forgets = forgets;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public CheckResult check(History history) {
        Run run = new Run(new Findings(name()), history);
        List<Op> ops = history.ops(op -> workloads.contains(op.workload()) && op.revision() != 0);
        ops.forEach(run::take);
        return run.result();
    }

    /** What a session knows. */
    private static final class Session {
        private @Nullable Op read;
        private @Nullable Op write;
        /** By key, the answer with the latest modification of it. */
        private final Map<Long, Op> keys = new HashMap<>();
        /** The answer with the highest revision, which a session read names. */
        private @Nullable Op latest;
        /** By node, the last serializable read. */
        private final Map<Integer, Op> nodes = new HashMap<>();
    }

    private final class Run {
        private final Findings findings;
        private final List<FaultRecord> restarts;
        private final Map<Integer, Session> sessions = new HashMap<>();
        private long checked;
        private long forgiven;

        Run(Findings findings, History history) {
            this.findings = findings;
            restarts = history.faults().stream()
                    .filter(fault -> fault.status() != FaultStatus.SKIPPED && forgets.test(fault.kind()))
                    .toList();
        }

        void take(Op op) {
            Session session = sessions.computeIfAbsent(op.process(), k -> new Session());
            if (!Ops.isAnswered(op)) {
                return;
            }
            checked++;
            if (op.invocation().level() == ReadLevel.SESSION) {
                later("session-read", session.latest, op, 0);
            }
            Op latest = session.latest;
            if (latest == null || op.revision() > latest.revision()) {
                session.latest = op;
            }
            if (!Ops.isLinearizable(op)) {
                serializable(session, op);
                return;
            }
            boolean wrote = op.isOk() && op.action().writes();
            if (wrote) {
                later("monotonic-writes", session.write, op, 1);
                later("writes-follow-reads", session.read, op, 1);
                session.write = op;
            } else {
                later("read-your-writes", session.write, op, 0);
                later("monotonic-reads", session.read, op, 0);
                session.read = op;
            }
            key(session, op, wrote);
        }

        /** The revision of {@code op} is that of what came before in the session and {@code more}, at least. */
        private void later(String kind, @Nullable Op before, Op op, long more) {
            if (before != null && op.revision() < before.revision() + more) {
                broken(kind, before, op);
            }
        }

        private void key(Session session, Op op, boolean wrote) {
            if (!wrote && !Ops.showsKey(op)) {
                return;
            }
            Op before = session.keys.get(Ops.keyCode(op));
            if (before != null && modRevision(op) < modRevision(before)) {
                boolean ownWrite = before.isOk() && before.action().writes();
                broken(wrote ? "monotonic-writes" : ownWrite ? "read-your-writes" : "monotonic-reads", before, op);
            } else {
                session.keys.put(Ops.keyCode(op), op);
            }
        }

        private long modRevision(Op op) {
            return Ops.showsKey(op) ? op.seen().modRevision() : op.revision();
        }

        private void serializable(Session session, Op op) {
            if (op.node() < 0) {
                return;
            }
            Op before = session.nodes.put(op.node(), op);
            if (before == null || op.revision() >= before.revision()) {
                return;
            }
            if (restarts.stream().anyMatch(fault -> between(fault, before, op))) {
                forgiven++;
            } else {
                broken("monotonic-serializable-reads", before, op);
            }
        }

        private boolean between(FaultRecord fault, Op before, Op op) {
            return fault.nodes().contains(op.node())
                    && fault.installedNanos() <= op.returnedNanos()
                    && fault.healedNanos() >= before.calledNanos();
        }

        private void broken(String kind, Op before, Op op) {
            findings.broken(kind, () -> "In one session: " + Ops.tell(before) + "; then " + Ops.tell(op), before, op);
        }

        CheckResult result() {
            findings.figure("sessions", sessions.size());
            findings.figure("reads that went back after a restart", forgiven);
            return findings.result(checked);
        }
    }
}
