package io.quorate.jepsen.nemesis;

import java.time.Duration;

/**
 * How the cluster under test is set.
 *
 * @param electionMin its {@code election_timeout_min}
 * @param electionMax its {@code election_timeout_max}
 * @param lease its {@code leader_lease}
 * @param driftBound its {@code drift_bound}: by how much of its rate a clock may be wrong, 0.01 being one in a hundred
 */
public record Timing(Duration electionMin, Duration electionMax, Duration lease, double driftBound) {
    /** What a server has when nothing is set. */
    public static Timing defaults() {
        return new Timing(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500), 0.01);
    }
}
