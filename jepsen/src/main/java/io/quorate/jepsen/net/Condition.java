package io.quorate.jepsen.net;

import io.quorate.jepsen.cluster.Network.Cut;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the bytes of one direction.
 *
 * @param cut null when they pass
 * @param bytesPerSecond 0 for no limit
 */
record Condition(@Nullable Cut cut, long delayNanos, long jitterNanos, long bytesPerSecond) {
    static final Condition CLEAR = new Condition(null, 0, 0, 0);

    Condition withCut(@Nullable Cut how) {
        return new Condition(how, delayNanos, jitterNanos, bytesPerSecond);
    }

    Condition withDelay(long delay, long jitter) {
        return new Condition(cut, delay, jitter, bytesPerSecond);
    }

    Condition withRate(long rate) {
        return new Condition(cut, delayNanos, jitterNanos, rate);
    }

    boolean drops() {
        return cut == Cut.DROP;
    }

    boolean resets() {
        return cut == Cut.RESET;
    }

    long latestNanos() {
        return delayNanos + jitterNanos;
    }
}
