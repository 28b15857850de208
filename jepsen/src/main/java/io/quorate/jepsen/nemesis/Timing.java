package io.quorate.jepsen.nemesis;

import java.time.Duration;

/**
 * How the cluster under test is set.
 *
 * @param electionMin its {@code election_timeout_min}
 * @param electionMax its {@code election_timeout_max}
 */
public record Timing(Duration electionMin, Duration electionMax) {
    /** What a server has when nothing is set. */
    public static Timing defaults() {
        return new Timing(Duration.ofMillis(500), Duration.ofSeconds(1));
    }
}
