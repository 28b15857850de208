package io.quorate.client;

import java.util.List;

/**
 * The cluster's nodes.
 *
 * @param epoch of the map of keyspaces that says which are drained: a higher one is newer
 * @param nodes in the order of the topology
 */
public record NodeList(String cluster, long epoch, List<ClusterNode> nodes) {
    public NodeList {
        nodes = List.copyOf(nodes);
    }
}
