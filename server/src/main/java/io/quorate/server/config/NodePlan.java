package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that is needed to open one node.
 *
 * @param data the node's directory, locked and known to belong to it
 * @param peerHosts by what names nodes reach each other where these are not the topology's hosts, because there are
 *     emulated links in between
 */
public record NodePlan(
        ClusterConfig cluster, NodeId node, Path data, NodeSettings settings, Map<NodeId, String> peerHosts) {
    public NodePlan {
        peerHosts = Map.copyOf(peerHosts);
    }

    public NodePlan withData(Path locked) {
        return new NodePlan(cluster, node, locked, settings, peerHosts);
    }

    /** This node's part of the topology. */
    public NodeConfig self() {
        return cluster.requireNode(node);
    }

    /** Where nodes, this one among them, reach that one. */
    public String peerHost(NodeConfig of) {
        return peerHosts.getOrDefault(of.id(), of.host());
    }
}
