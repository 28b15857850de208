package io.quorate.jepsen.report;

import java.util.Arrays;

/** Of some durations in nanoseconds, exact, by nearest rank. All 0 when there are none. */
record Quantiles(long p50, long p90, long p99, long p999, long max) {
    static final Quantiles NONE = new Quantiles(0, 0, 0, 0, 0);

    /** Sorts the part of the array. */
    static Quantiles ofPart(long[] values, int from, int to) {
        if (from == to) {
            return NONE;
        }
        Arrays.sort(values, from, to);
        return new Quantiles(
                at(values, from, to, 0.5),
                at(values, from, to, 0.9),
                at(values, from, to, 0.99),
                at(values, from, to, 0.999),
                values[to - 1]);
    }

    private static long at(long[] values, int from, int to, double quantile) {
        int rank = (int) Math.ceil(quantile * (to - from));
        return values[from + Math.max(rank, 1) - 1];
    }
}
