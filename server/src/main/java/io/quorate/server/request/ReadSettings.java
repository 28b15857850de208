package io.quorate.server.request;

import java.time.Duration;

/**
 * How this node knows how stale its own state is.
 *
 * @param driftBound how much faster or slower than real time a monotonic clock may run
 * @param askEvery while reads ask for it, the leader is asked this often how far this replica is
 * @param askFor how long after the last such read the leader is still asked
 */
public record ReadSettings(double driftBound, Duration askEvery, Duration askFor) {
    public static ReadSettings defaults() {
        return new ReadSettings(0.01, Duration.ofMillis(200), Duration.ofMinutes(1));
    }
}
