package io.quorate.server.topology;

import java.time.Duration;

/**
 * How long elections and leases take, as the settings have it.
 *
 * @param leaderLease for how long a committed entry lets its leader read without asking
 * @param driftMillionths by how much a clock may be fast or slow, in millionths
 */
public record Timing(
        Duration electionTimeoutMin, Duration electionTimeoutMax, Duration leaderLease, int driftMillionths) {
    private static final int MILLION = 1_000_000;

    public Timing {
        if (driftMillionths < 0 || driftMillionths >= MILLION) {
            throw new IllegalArgumentException(
                    "drift in millionths must be within 0 and a million: " + driftMillionths);
        }
    }

    /** How long a new leader waits until no older lease can be valid: D (1 + rho) / (1 - rho). */
    public Duration waitOut() {
        long scaled = Math.multiplyExact(leaderLease.toNanos() / 1_000, (long) (MILLION + driftMillionths));
        // Rounded up: a wait that is too short is no wait.
        long micros = -Math.floorDiv(-scaled, (long) (MILLION - driftMillionths));
        return Duration.ofNanos(micros * 1_000);
    }

    /**
     * How long a leader that is heard but hears too few goes on before it steps down: it must have heard nothing for
     * the longest election timeout, and is looked at twice in the shortest.
     */
    public Duration stepDown() {
        return electionTimeoutMax.plus(electionTimeoutMin.dividedBy(2));
    }

    /** From the loss of a leader to the first write under the next, when the first election succeeds. */
    public Duration failover(Duration quorumRoundTrip) {
        return electionTimeoutMax.plus(waitOut()).plus(quorumRoundTrip);
    }
}
