package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.nio.file.Path;

/**
 * All that is needed to open one node.
 *
 * @param data the node's directory, locked and known to belong to it
 */
public record NodePlan(ClusterConfig cluster, NodeId node, Path data, NodeSettings settings) {
    /** This node's part of the topology. */
    public NodeConfig self() {
        return cluster.requireNode(node);
    }
}
