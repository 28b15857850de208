package io.quorate.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster, where it stands, and whether it may lead.
 *
 * @param drained it shall lead nothing
 * @param drainedSince null when it is not drained, or nobody knows
 */
public record ClusterNode(
        String name,
        String city,
        String zone,
        Endpoints endpoints,
        boolean drained,
        @Nullable Instant drainedSince) {
    /** Where it answers: {@code HOST:PORT} each. */
    public record Endpoints(String client, String peer, String http) {}
}
