package io.quorate.jepsen.checker.staleness;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.checker.column.Percentiles;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Reads that are not linearizable show what was true at their revision, which another checker judges; and this one says
 * how long ago it had ceased to be all: the time from the first acknowledgement of a write that the read did not see
 * until its call, 0 if there was none. Of serializable reads that is measured. A bounded read must say how old its
 * answer may be at most, which must be no more than was allowed, and no less than what is measured here: by a clock
 * that is none of the cluster's.
 */
public final class Staleness implements Checker {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Checker truth;

    /** @param truth judges what serializable reads showed, over operations of {@link WorkloadKind#STALENESS} */
    public Staleness(Checker truth) {
        this.truth = truth;
    }

    @Override
    public String name() {
        return "staleness";
    }

    @Override
    public CheckResult check(History history) {
        CheckResult judged = truth.check(history);
        List<Op> writes = history.ops().stream()
                .filter(op -> op.isOk() && Ops.writes(op) && op.revision() != 0)
                .sorted(Comparator.comparingLong(Op::revision))
                .toList();
        long[] revisions = writes.stream().mapToLong(Op::revision).toArray();
        long[] firstKnown = new long[revisions.length + 1];
        firstKnown[revisions.length] = Long.MAX_VALUE;
        for (int i = revisions.length - 1; i >= 0; i--) {
            firstKnown[i] = Math.min(firstKnown[i + 1], writes.get(i).returnedNanos());
        }
        Map<Integer, Longs> ages = new TreeMap<>();
        Longs stated = new Longs();
        Findings findings = new Findings(name());
        for (Op op : history.ops(WorkloadKind.STALENESS)) {
            if (op.isOk() && Ops.showsKey(op) && !Ops.isLinearizable(op) && op.revision() != 0) {
                long unseen = firstKnown[Order.above(revisions, revisions.length, op.revision())];
                long age = Math.max(0, op.calledNanos() - unseen);
                if (op.invocation().level() == ReadLevel.BOUNDED) {
                    stated.add(judgeBounded(op, age, findings));
                } else {
                    ages.computeIfAbsent(op.node(), k -> new Longs()).add(age);
                }
            }
        }
        Map<String, Number> figures = new LinkedHashMap<>();
        ages.forEach((node, nanos) -> figures(figures, nodeName(history, node), nanos));
        figures(figures, stated);
        figures.putAll(judged.figures());
        CheckResult bounded = findings.result(stated.size());
        figures.putAll(bounded.figures());
        List<Anomaly> anomalies = new ArrayList<>(bounded.anomalies());
        anomalies.addAll(judged.anomalies());
        return new CheckResult(name(), judged.verdict().worse(bounded.verdict()), judged.checked(), anomalies, figures);
    }

    /** Returns what it stated, in milliseconds. */
    private static long judgeBounded(Op op, long ageNanos, Findings findings) {
        long millis = op.completion().receipt().stalenessMillis();
        if (millis == Receipt.NOT_STATED) {
            findings.broken("staleness-not-stated", () -> Ops.tell(op) + ", with nothing said about its age", op);
        } else if (ageNanos > TimeUnit.MILLISECONDS.toNanos(millis)) {
            findings.broken(
                    "staleness-understated",
                    () -> Ops.tell(op) + ", as " + millis + " ms old at most; a write that it did not see had been"
                            + " acknowledged " + ageNanos / NANOS_PER_MILLI + " ms before its call",
                    op);
        } else if (millis > op.invocation().expected()) {
            findings.broken("bound-not-kept", () -> Ops.tell(op) + ", as " + millis + " ms old at most", op);
        }
        return millis;
    }

    private static void figures(Map<String, Number> figures, Longs stated) {
        if (stated.size() > 0) {
            Percentiles millis = Percentiles.of(stated.toArray());
            figures.put("bounded reads", stated.size());
            figures.put("stated age p50 ms", millis.at(0.5));
            figures.put("stated age p99 ms", millis.at(0.99));
        }
    }

    private static String nodeName(History history, int node) {
        return node < 0 ? "any node" : history.nodes().get(node);
    }

    private static void figures(Map<String, Number> figures, String node, Longs nanos) {
        Percentiles ages = Percentiles.of(nanos.toArray());
        figures.put("reads at " + node, nanos.size());
        figures.put("age p50 ms at " + node, ages.at(0.5) / NANOS_PER_MILLI);
        figures.put("age p99 ms at " + node, ages.at(0.99) / NANOS_PER_MILLI);
        figures.put("age max ms at " + node, ages.at(1) / NANOS_PER_MILLI);
    }
}
