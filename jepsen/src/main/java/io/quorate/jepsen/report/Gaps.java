package io.quorate.jepsen.report;

import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The gaps between answers, for each class of operations in each keyspace; a refused comparison is an answer. A gap
 * begins with the answer before it, or later, with the first call that is still unanswered: where nobody asks, nothing
 * is unavailable.
 */
public final class Gaps {
    /** A gap that begins so soon after a fault has ended still counts as its own. */
    public static final Duration AFTERMATH = Duration.ofSeconds(2);

    /** Service in one keyspace says nothing of another. */
    private record Kind(OperationClass operations, int keyspace) {}

    /** All gaps of each kind in order, also the shortest. */
    private final Map<Kind, List<Gap>> gaps = new LinkedHashMap<>();

    /** In the order of calls, with what was not acknowledged. */
    private final Map<Kind, List<Op>> asked = new LinkedHashMap<>();

    private Gaps() {}

    public static Gaps of(History history) {
        Gaps found = new Gaps();
        for (Op op : history.ops()) {
            found.asked
                    .computeIfAbsent(new Kind(OperationClass.of(op), op.keyspace()), any -> new ArrayList<>())
                    .add(op);
        }
        found.asked.forEach((kind, ops) -> found.gaps.put(kind, gaps(kind.operations(), ops)));
        return found;
    }

    /** Those at least so long, in the order of their beginnings. */
    public List<Gap> longerThan(Duration least) {
        return gaps.values().stream()
                .flatMap(List::stream)
                .filter(gap -> gap.nanos() >= least.toNanos())
                .sorted(Comparator.comparingLong(Gap::fromNanos))
                .toList();
    }

    public Optional<Gap> longest() {
        return gaps.values().stream().flatMap(List::stream).max(Comparator.comparingLong(Gap::nanos));
    }

    /**
     * The longest gap of each class, in whatever keyspace, that meets the time from the fault's beginning to
     * {@link #AFTERMATH} past its end.
     */
    public Map<OperationClass, Gap> during(FaultRecord fault) {
        long until = fault.healedNanos() + AFTERMATH.toNanos();
        Map<OperationClass, Gap> longest = new EnumMap<>(OperationClass.class);
        gaps.forEach((kind, all) -> {
            for (int i = firstEndingAfter(all, fault.installedNanos()); i < all.size(); i++) {
                Gap gap = all.get(i);
                if (gap.fromNanos() > until) {
                    break;
                }
                longest.merge(kind.operations(), gap, (a, b) -> a.nanos() >= b.nanos() ? a : b);
            }
        });
        return longest;
    }

    /**
     * How long after that moment every class that was asked for after it had an operation answered that was called
     * after it; empty when one never had, or nothing was asked.
     */
    public OptionalLong recovery(long afterNanos) {
        long slowest = -1;
        for (List<Op> ops : asked.values()) {
            if (ops.get(ops.size() - 1).calledNanos() < afterNanos) {
                continue;
            }
            long first = firstReturn(ops, afterNanos);
            if (first < 0) {
                return OptionalLong.empty();
            }
            slowest = Math.max(slowest, first - afterNanos);
        }
        return slowest < 0 ? OptionalLong.empty() : OptionalLong.of(slowest);
    }

    private static List<Gap> gaps(OperationClass operations, List<Op> asked) {
        List<Op> returned = new ArrayList<>(asked);
        returned.sort(Comparator.comparingLong(Op::returnedNanos));
        long[] firstCall = firstCallFrom(returned);
        List<Gap> gaps = new ArrayList<>();
        long last = firstCall[0];
        int next = 0;
        for (int i = 0; i < returned.size(); i++) {
            Op op = returned.get(i);
            boolean end = i == returned.size() - 1;
            if (Ops.isAnswered(op) || end) {
                gaps.add(new Gap(operations, Math.max(last, firstCall[next]), op.returnedNanos(), !Ops.isAnswered(op)));
                last = op.returnedNanos();
                next = i + 1;
            }
        }
        return gaps;
    }

    /** For each operation the earliest call of it and all that returned after it. */
    private static long[] firstCallFrom(List<Op> returned) {
        long[] first = new long[returned.size()];
        long earliest = Long.MAX_VALUE;
        for (int i = first.length - 1; i >= 0; i--) {
            earliest = Math.min(earliest, returned.get(i).calledNanos());
            first[i] = earliest;
        }
        return first;
    }

    /** Gaps end in ascending order. */
    private static int firstEndingAfter(List<Gap> gaps, long nanos) {
        int low = 0;
        int high = gaps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gaps.get(middle).toNanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Of those answered among operations in the order of their calls; -1 when there is none. */
    private static long firstReturn(List<Op> ops, long afterNanos) {
        int low = 0;
        int high = ops.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ops.get(middle).calledNanos() < afterNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long first = -1;
        for (int i = low; i < ops.size() && (first < 0 || ops.get(i).calledNanos() < first); i++) {
            if (Ops.isAnswered(ops.get(i))) {
                long returned = ops.get(i).returnedNanos();
                first = first < 0 ? returned : Math.min(first, returned);
            }
        }
        return first;
    }
}
