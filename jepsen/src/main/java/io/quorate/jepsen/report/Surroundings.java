package io.quorate.jepsen.report;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongBiFunction;

/** The operations that anomalies name, and those near them in time on the same keys. */
final class Surroundings {
    /** How many others are shown around those concerned. */
    static final int MOST_AROUND = 18;

    /** How many to each side are looked at. */
    private static final int NEIGHBOURS = 200;

    private record Key(WorkloadKind workload, int key) {}

    private final Map<Long, Op> concerned = new HashMap<>();
    private final Map<Key, List<Op>> onKeys = new HashMap<>();

    private Surroundings() {}

    static Surroundings of(History history, Collection<CheckResult> results) {
        Surroundings surroundings = new Surroundings();
        Set<Long> ids = new HashSet<>();
        results.forEach(result -> result.anomalies().forEach(anomaly -> ids.addAll(anomaly.ops())));
        if (ids.isEmpty()) {
            return surroundings;
        }
        for (Op op : history.ops()) {
            if (ids.contains(op.id())) {
                surroundings.concerned.put(op.id(), op);
                keys(op).forEach(key -> surroundings.onKeys.putIfAbsent(key, new ArrayList<>()));
            }
        }
        for (Op op : history.ops()) {
            for (Key key : keys(op)) {
                List<Op> same = surroundings.onKeys.get(key);
                if (same != null) {
                    same.add(op);
                }
            }
        }
        return surroundings;
    }

    /** In the order of the story; ids that the history does not have are left out. */
    List<Op> concerned(Anomaly anomaly) {
        List<Op> ops = new ArrayList<>();
        for (long id : new LinkedHashSet<>(anomaly.ops())) {
            Op op = concerned.get(id);
            if (op != null) {
                ops.add(op);
            }
        }
        return ops;
    }

    /** The nearest ones, in the order of their calls; none of those concerned. */
    List<Op> around(Anomaly anomaly) {
        List<Op> center = concerned(anomaly);
        Map<Long, Op> near = new HashMap<>();
        for (Op op : center) {
            keys(op).forEach(key ->
                    neighbours(onKeys.getOrDefault(key, List.of()), op).forEach(other -> near.put(other.id(), other)));
        }
        near.keySet().removeAll(Set.copyOf(anomaly.ops()));
        return near.values().stream()
                .sorted(Comparator.comparingLong((Op op) -> distance(op, center, Surroundings::apart))
                        .thenComparing(op -> distance(op, center, Surroundings::callsApart)))
                .limit(MOST_AROUND)
                .sorted(Comparator.comparingLong(Op::calledNanos))
                .toList();
    }

    /** Of operations in the order of calls, those called shortly before and after. */
    private static List<Op> neighbours(List<Op> ops, Op center) {
        int place = Collections.binarySearch(ops, center, Comparator.comparingLong(Op::calledNanos));
        int from = Math.abs(place) - NEIGHBOURS;
        return ops.subList(Math.max(from, 0), Math.min(from + 2 * NEIGHBOURS, ops.size()));
    }

    private static long distance(Op op, List<Op> center, ToLongBiFunction<Op, Op> measure) {
        return center.stream()
                .mapToLong(other -> measure.applyAsLong(op, other))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long callsApart(Op op, Op other) {
        return Math.abs(op.calledNanos() - other.calledNanos());
    }

    /** 0 when they overlap. */
    private static long apart(Op op, Op other) {
        return Math.max(
                0, Math.max(op.calledNanos() - other.returnedNanos(), other.calledNanos() - op.returnedNanos()));
    }

    private static Set<Key> keys(Op op) {
        if (op.invocation().micros().isEmpty()) {
            return Set.of(new Key(op.workload(), op.invocation().key()));
        }
        Set<Key> keys = new HashSet<>();
        for (Micro micro : op.invocation().micros()) {
            keys.add(new Key(op.workload(), micro.key()));
        }
        return keys;
    }
}
