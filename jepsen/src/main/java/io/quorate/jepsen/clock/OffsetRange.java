package io.quorate.jepsen.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * By how much a clock can be ahead of ours, after all that it has shown. It shows whole seconds only, but where it is
 * seen to go from one to the next it is known far better.
 */
final class OffsetRange {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Duration least = Duration.ofDays(-1_000_000);
    private Duration most = Duration.ofDays(1_000_000);

    /**
     * It showed that second, at some moment between two of ours. What contradicts this was shown before it was changed.
     */
    void shown(Instant second, Instant before, Instant after) {
        Duration low = Duration.between(after, second);
        Duration high = Duration.between(before, second.plus(SECOND));
        Duration narrowLow = low.compareTo(least) > 0 ? low : least;
        Duration narrowHigh = high.compareTo(most) < 0 ? high : most;
        boolean fits = narrowLow.compareTo(narrowHigh) <= 0;
        least = fits ? narrowLow : low;
        most = fits ? narrowHigh : high;
    }

    /** Whether it is known to be that, give or take a tolerance. */
    boolean is(Duration offset, Duration tolerance) {
        return least.compareTo(offset.minus(tolerance)) >= 0 && most.compareTo(offset.plus(tolerance)) <= 0;
    }

    @Override
    public String toString() {
        return "between " + least + " and " + most;
    }
}
