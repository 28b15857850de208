package io.quorate.jepsen.report;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How operations of one kind went. */
record OperationRow(Kind kind, long ok, long fail, long info, Quantiles latency) {
    record Kind(WorkloadKind workload, Action action, ReadLevel level) {}

    /** Collects one row. */
    private static final class Tally {
        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private long[] latencies = new long[64];
        private int acknowledged;

        void add(Op op) {
            outcomes.merge(op.outcome(), 1L, Long::sum);
            if (op.isOk()) {
                if (acknowledged == latencies.length) {
                    latencies = Arrays.copyOf(latencies, acknowledged * 2);
                }
                latencies[acknowledged++] = op.returnedNanos() - op.calledNanos();
            }
        }

        OperationRow row(Kind kind) {
            return new OperationRow(
                    kind,
                    outcomes.getOrDefault(Outcome.OK, 0L),
                    outcomes.getOrDefault(Outcome.FAIL, 0L),
                    outcomes.getOrDefault(Outcome.INFO, 0L),
                    Quantiles.ofPart(latencies, 0, acknowledged));
        }
    }

    static List<OperationRow> of(List<Op> ops) {
        Map<Kind, Tally> tallies = new LinkedHashMap<>();
        for (Op op : ops) {
            Kind kind = new Kind(op.workload(), op.action(), op.invocation().level());
            tallies.computeIfAbsent(kind, any -> new Tally()).add(op);
        }
        List<OperationRow> rows = new ArrayList<>();
        tallies.forEach((kind, tally) -> rows.add(tally.row(kind)));
        rows.sort(Comparator.comparing((OperationRow row) -> row.kind().workload())
                .thenComparing(row -> row.kind().action())
                .thenComparing(row -> row.kind().level()));
        return rows;
    }

    static Quantiles latency(List<Op> ops) {
        long[] latencies = ops.stream()
                .filter(Op::isOk)
                .mapToLong(op -> op.returnedNanos() - op.calledNanos())
                .toArray();
        return Quantiles.ofPart(latencies, 0, latencies.length);
    }
}
