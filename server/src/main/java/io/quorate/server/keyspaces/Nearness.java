package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How near nodes are to a home: what a plan expects of a topology, its nodes do. Pure. */
@FunctionalInterface
public interface Nearness {
    /**
     * Sorts nodes, the nearest first, and as they come among equals.
     *
     * @param home city, zone or node; null when all are as near
     */
    List<NodeId> ranked(List<NodeId> nodes, @Nullable String home);
}
