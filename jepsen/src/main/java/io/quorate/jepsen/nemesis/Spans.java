package io.quorate.jepsen.nemesis;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Lengths of time. */
final class Spans {
    private Spans() {}

    /** For people. */
    static String millis(Duration time) {
        return TimeUnit.NANOSECONDS.toMillis(time.toNanos()) + " ms";
    }

    /** Between the two, both included, in milliseconds. */
    static Duration between(SplittableRandom random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }
}
