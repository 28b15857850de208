package io.quorate.jepsen.checker.staleness;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.checker.column.Percentiles;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Serializable reads show what was true at their revision, which another checker judges; and this one says how long ago
 * it had ceased to be all: the time from the first acknowledgement of a write that the read did not see until its call,
 * 0 if there was none.
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
        for (Op op : history.ops(WorkloadKind.STALENESS)) {
            if (op.isOk() && Ops.showsKey(op) && !Ops.isLinearizable(op) && op.revision() != 0) {
                long unseen = firstKnown[Order.above(revisions, revisions.length, op.revision())];
                ages.computeIfAbsent(op.node(), k -> new Longs()).add(Math.max(0, op.calledNanos() - unseen));
            }
        }
        Map<String, Number> figures = new LinkedHashMap<>();
        ages.forEach((node, nanos) -> figures(figures, nodeName(history, node), nanos));
        figures.putAll(judged.figures());
        List<Anomaly> anomalies = judged.anomalies();
        return new CheckResult(name(), judged.verdict(), judged.checked(), anomalies, figures);
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
