package io.quorate.jepsen.run;

import java.time.Duration;

/**
 * How long the steps of a run may take that wait for the cluster, or for threads of the harness; a run that waits for
 * longer ends with a {@link HarnessFailure} that names the step. Waits of the nemesis have bounds of their own.
 *
 * @param start until all nodes serve, and until they serve the keyspaces of the run
 * @param stop until every client has ended
 * @param read for the final reads through all nodes
 * @param hash until the replicas of one keyspace stand at one position
 */
record Bounds(Duration start, Duration stop, Duration read, Duration hash) {
    static final Bounds STANDARD =
            new Bounds(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(30));
}
