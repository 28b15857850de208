package io.quorate.server.peer;

import io.quorate.server.common.NodeId;
import java.util.Set;

/**
 * Who this node is, and whom it talks with.
 *
 * @param members every node of the cluster
 */
public record PeerIdentity(String cluster, NodeId node, Set<NodeId> members) {
    public PeerIdentity {
        members = Set.copyOf(members);
    }

    /** True when a caller belongs to this cluster and means this node. */
    boolean accepts(String callerCluster, String caller, String target) {
        return cluster.equals(callerCluster) && node.value().equals(target) && members.contains(new NodeId(caller));
    }
}
