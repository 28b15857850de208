package io.quorate.server.api;

import io.quorate.server.common.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * The cluster's nodes as the topology has them.
 *
 * @param self the node that answers
 * @param nodes in the order of the file
 */
public record NodeDirectory(String cluster, NodeId self, List<Entry> nodes) {
    public NodeDirectory {
        nodes = List.copyOf(nodes);
    }

    /** A node, where it stands, and where it answers: {@code host:port} each. */
    public record Entry(NodeId node, String city, String zone, Endpoints endpoints) {}

    /** Of one node. */
    public record Endpoints(String client, String peer, String http) {}

    Optional<Entry> find(String name) {
        return nodes.stream().filter(entry -> entry.node().value().equals(name)).findFirst();
    }
}
