package io.quorate.jepsen.clock;

/** How fast a clock can be, after what it has shown at two moments, each known to lie between two of ours. */
final class RateRange {
    private static final double MILLI = 1e6;

    private boolean begun;
    private long firstShown;
    private long firstBefore;
    private long firstAfter;
    private double least;
    private double most = Double.POSITIVE_INFINITY;

    /** It showed that many nanoseconds, in whole milliseconds, between two moments of our monotonic clock. */
    void shown(long nanos, long before, long after) {
        if (!begun) {
            begun = true;
            firstShown = nanos;
            firstBefore = before;
            firstAfter = after;
        } else if (before > firstAfter) {
            least = Math.max(least, (nanos - firstShown - MILLI) / (after - firstBefore));
            most = Math.min(most, (nanos - firstShown + MILLI) / (before - firstAfter));
        }
    }

    double width() {
        return most - least;
    }

    boolean contains(double rate) {
        return least <= rate && rate <= most;
    }

    @Override
    public String toString() {
        return "between " + least + " and " + most;
    }
}
