package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says to whom a leader should hand over: so that its keyspace is led from home, and never from a node that is drained
 * while another could lead. Pure: of a status, the map and the places of nodes.
 *
 * @param locations of all nodes
 * @param silenceMillis a voter that has not answered for longer is not fit to lead
 */
public record HomeRule(List<Location> locations, Nearness nearness, long silenceMillis) {
    private static final double MILLIS_PER_SECOND = 1e3;

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
        return status.couldLead(peer, silenceMillis);
    }

    /**
     * Who should lead instead of this node, of those that may: the voter at home that lacks least; if there is none and
     * this node is drained, the one nearest to home. Empty when this node does not lead and serve, may stay, or nobody
     * is fit. Never a node that is drained.
     *
     * @param mayLead what else is asked of a voter
     */
    public Optional<NodeId> successor(
            KeyspaceSpec spec, GroupStatus status, Set<NodeId> drained, Predicate<NodeId> mayLead) {
        if (!status.leadsAndServes() || mayStay(spec, status, drained)) {
            return Optional.empty();
        }
        List<PeerProgress> able = status.peers().stream()
                .filter(peer -> spec.voters().contains(peer.node()) && !drained.contains(peer.node()))
                .filter(peer -> isFit(status, peer) && mayLead.test(peer.node()))
                .toList();
        Optional<NodeId> atHome = able.stream()
                .filter(peer -> isHome(spec, peer.node()))
                .max(Comparator.comparingLong(PeerProgress::matchIndex)
                        .thenComparing(peer -> peer.node().value(), Comparator.reverseOrder()))
                .map(PeerProgress::node);
        if (atHome.isPresent() || !drained.contains(status.self())) {
            return atHome;
        }
        List<NodeId> inOrder = spec.voters().stream()
                .filter(voter -> able.stream().anyMatch(peer -> peer.node().equals(voter)))
                .toList();
        return nearness.ranked(inOrder, spec.home()).stream().findFirst();
    }

    /** Whether this node is where the keyspace may be led from. */
    public boolean mayStay(KeyspaceSpec spec, GroupStatus status, Set<NodeId> drained) {
        return isHome(spec, status.self()) && !drained.contains(status.self());
    }

    /**
     * Why this node, which leads, still does although it should not, in words. Empty when it may stay, or somebody
     * could take over at once.
     *
     * @param objection what else is against a voter
     */
    public Optional<String> whyHere(
            KeyspaceSpec spec, GroupStatus status, Set<NodeId> drained, Function<NodeId, Optional<String>> objection) {
        if (mayStay(spec, status, drained)) {
            return Optional.empty();
        }
        boolean anywhere = drained.contains(status.self());
        StringBuilder why = new StringBuilder();
        for (NodeId voter : spec.voters()) {
            if (voter.equals(status.self()) || !(anywhere || isHome(spec, voter))) {
                continue;
            }
            Optional<String> against = drained.contains(voter)
                    ? Optional.of("is drained")
                    : unfit(status, voter).or(() -> objection.apply(voter));
            if (against.isEmpty()) {
                return Optional.empty();
            }
            why.append(why.isEmpty() ? "" : ", ").append(voter).append(' ').append(against.get());
        }
        return Optional.of(why.isEmpty() ? "it has no other voter" + (anywhere ? "" : " there") : why.toString());
    }

    private Optional<String> unfit(GroupStatus status, NodeId voter) {
        Optional<PeerProgress> found = status.peers().stream()
                .filter(peer -> peer.node().equals(voter))
                .findFirst();
        if (found.isEmpty() || found.get().silentMillis() < 0) {
            return Optional.of("has not answered yet");
        }
        PeerProgress peer = found.get();
        if (!peer.hasAnsweredWithin(silenceMillis)) {
            return Optional.of(
                    String.format(Locale.ROOT, "has not answered for %.1f s", peer.silentMillis() / MILLIS_PER_SECOND));
        }
        return isFit(status, peer)
                ? Optional.empty()
                : Optional.of("lacks " + status.lackedBy(peer) + " entries of the log");
    }
}
