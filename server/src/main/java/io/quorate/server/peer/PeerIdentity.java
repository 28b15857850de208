package io.quorate.server.peer;

import io.quorate.server.common.NodeId;
import java.util.Set;

/**
 * Who this node is, and whom it talks with.
 *
 * @param topologyHash equal on nodes whose topologies mean the same
 * @param members every node of the cluster
 */
public record PeerIdentity(String cluster, String topologyHash, NodeId node, Set<NodeId> members) {
    public PeerIdentity {
        members = Set.copyOf(members);
    }

    /** What a caller says of itself, and whom it means to reach. */
    record Caller(String cluster, String topologyHash, String node, String target) {}

    /** True when a caller belongs to this cluster and means this node. */
    boolean knows(Caller caller) {
        return cluster.equals(caller.cluster())
                && node.value().equals(caller.target())
                && members.contains(new NodeId(caller.node()));
    }

    /** True when a caller's topology is ours; who does not tell its topology is of a version that had no hash. */
    boolean agreesWith(Caller caller) {
        return caller.topologyHash().isEmpty() || topologyHash.equals(caller.topologyHash());
    }
}
