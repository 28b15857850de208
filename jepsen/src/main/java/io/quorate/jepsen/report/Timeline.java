package io.quorate.jepsen.report;

import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A run in at most {@link #MOST_BUCKETS} buckets of equal width, but that the last one takes what is left as well. An
 * operation counts where it returned.
 *
 * @param widthNanos of a bucket
 * @param counts operations of each ending by bucket
 * @param latencies of the OK ones by bucket
 */
record Timeline(long widthNanos, Map<Ending, long[]> counts, List<Quantiles> latencies) {
    static final int MOST_BUCKETS = 600;

    private static final long[] WIDTHS_MILLIS = {
        10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000
    };

    static Timeline of(History history, long spanNanos) {
        long width = width(spanNanos);
        int buckets = (int) Math.max(1, spanNanos / width);
        long[] ok = counts(history, Ending.OK, width, buckets);
        Map<Ending, long[]> counts = new EnumMap<>(Ending.class);
        counts.put(Ending.OK, ok);
        counts.put(Ending.UNEQUAL, counts(history, Ending.UNEQUAL, width, buckets));
        counts.put(Ending.FAIL, counts(history, Ending.FAIL, width, buckets));
        counts.put(Ending.INFO, counts(history, Ending.INFO, width, buckets));
        return new Timeline(width, counts, latencies(history.ops(), width, ok));
    }

    /** When everything is over: the latest of the planned end, the last return and the last healing. */
    static long span(History history, Duration duration) {
        long span = Math.max(duration.toNanos(), 1);
        for (Op op : history.ops()) {
            span = Math.max(span, op.returnedNanos());
        }
        for (var fault : history.faults()) {
            span = Math.max(span, Math.max(fault.installedNanos(), fault.healedNanos()));
        }
        return span;
    }

    private static long width(long spanNanos) {
        for (long millis : WIDTHS_MILLIS) {
            if (spanNanos / (millis * 1_000_000) <= MOST_BUCKETS) {
                return millis * 1_000_000;
            }
        }
        return spanNanos / MOST_BUCKETS + 1;
    }

    private static long[] counts(History history, Ending ending, long width, int buckets) {
        long[] counts = new long[buckets];
        for (Op op : history.ops()) {
            if (Ending.of(op) == ending) {
                counts[bucket(op, width, buckets)]++;
            }
        }
        return counts;
    }

    private static int bucket(Op op, long width, int buckets) {
        return (int) Math.min(Math.max(op.returnedNanos() / width, 0), buckets - 1);
    }

    /** All latencies in one array, bucket after bucket. */
    private static List<Quantiles> latencies(List<Op> ops, long width, long[] counts) {
        int[] next = new int[counts.length];
        int all = 0;
        for (int i = 0; i < counts.length; i++) {
            next[i] = all;
            all += Math.toIntExact(counts[i]);
        }
        long[] values = new long[all];
        for (Op op : ops) {
            if (op.isOk()) {
                values[next[bucket(op, width, counts.length)]++] = op.returnedNanos() - op.calledNanos();
            }
        }
        List<Quantiles> latencies = new ArrayList<>(counts.length);
        for (int i = 0; i < counts.length; i++) {
            latencies.add(Quantiles.ofPart(values, next[i] - (int) counts[i], next[i]));
        }
        return latencies;
    }
}
