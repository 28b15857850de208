package io.quorate.server.topology;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a plan is made from.
 *
 * @param backup null when nothing is kept outside the cluster
 */
public record Topology(
        String cluster,
        Geography geography,
        RoundTrips roundTrips,
        List<Group> groups,
        Timing timing,
        @Nullable BackupPlan backup) {
    public Topology {
        groups = List.copyOf(groups);
    }
}
