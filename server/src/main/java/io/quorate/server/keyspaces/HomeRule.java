package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says to whom a leader should hand over so that its keyspace is led from home. Pure: of a status, the map and the
 * places of nodes.
 *
 * @param locations of all nodes
 * @param silenceMillis a voter that has not answered for longer is not fit to lead
 * @param lagEntries nor is one that lacks more
 */
public record HomeRule(List<Location> locations, long silenceMillis, long lagEntries) {
    public HomeRule {
        locations = List.copyOf(locations);
    }

    /** Whether a node is where the keyspace's leader belongs; any node is when it has no home. */
    public boolean isHome(KeyspaceSpec spec, NodeId node) {
        String home = spec.home();
        return home == null
                || locations.stream().anyMatch(location -> location.node().equals(node) && location.isIn(home));
    }

    /** Whether another replica could take over now, as the leader sees it. */
    public boolean isFit(GroupStatus status, PeerProgress peer) {
        return peer.silentMillis() >= 0
                && peer.silentMillis() <= silenceMillis
                && peer.matchIndex() >= 0
                && status.lastIndex() - peer.matchIndex() <= lagEntries;
    }

    /**
     * Who should lead instead of this node: the voter at home that lacks least, of those that may. Empty when this node
     * does not lead and serve, is at home itself, or nobody there is fit.
     *
     * @param mayLead what else is asked of a voter
     */
    public Optional<NodeId> successor(KeyspaceSpec spec, GroupStatus status, Predicate<NodeId> mayLead) {
        boolean serves = status.lease() == LeaseState.VALID || status.lease() == LeaseState.EXPIRED;
        if (!serves || !status.self().equals(status.leader()) || isHome(spec, status.self())) {
            return Optional.empty();
        }
        return status.peers().stream()
                .filter(peer -> spec.voters().contains(peer.node()) && isHome(spec, peer.node()))
                .filter(peer -> isFit(status, peer) && mayLead.test(peer.node()))
                .max(Comparator.comparingLong(PeerProgress::matchIndex)
                        .thenComparing(peer -> peer.node().value(), Comparator.reverseOrder()))
                .map(PeerProgress::node);
    }
}
