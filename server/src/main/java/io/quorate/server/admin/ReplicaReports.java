package io.quorate.server.admin;

import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.HomeKeeper;
import io.quorate.server.keyspaces.HomeRule;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.LagWatch;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.KeyspaceRequests;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks at all replicas on this node. Any thread; waits for nobody. */
public final class ReplicaReports {
    private final Supplier<Collection<KeyspaceSpec>> open;
    private final LocalKeyspaces replicas;
    private final Placement placement;
    private final Prospects prospects;
    private final Duration silence;

    /** Who belongs where, and what keeps a leader from there. */
    public record Placement(HomeRule rule, HomeKeeper keeper, LagWatch lags) {}

    /**
     * @param open the keyspaces that are open here, the cluster's own included
     * @param silence a voter that has not answered for longer is taken as lost
     */
    public ReplicaReports(
            Supplier<Collection<KeyspaceSpec>> open,
            LocalKeyspaces replicas,
            Placement placement,
            Prospects prospects,
            Duration silence) {
        this.open = open;
        this.replicas = replicas;
        this.placement = placement;
        this.prospects = prospects;
        this.silence = silence;
    }

    /** By the names of their keyspaces. */
    public List<ReplicaReport> all() {
        return open.get().stream()
                .sorted(Comparator.comparing(KeyspaceSpec::name))
                .flatMap(spec -> replicas.find(spec.group()).map(found -> report(spec, found)).stream())
                .toList();
    }

    private ReplicaReport report(KeyspaceSpec spec, KeyspaceRequests replica) {
        GroupStatus status = replica.status();
        return new ReplicaReport(
                spec,
                spec.name().equals(KeyspaceMap.SYSTEM),
                status,
                revision(replica),
                replica.sizeBytes(),
                status.leads() ? Optional.of(leading(spec, status)) : Optional.empty());
    }

    private static long revision(KeyspaceRequests replica) {
        try {
            return replica.revision();
        } catch (LocalState.Unavailable e) {
            // A snapshot is just taking the place of the state.
            return 0;
        }
    }

    private ReplicaReport.Leading leading(KeyspaceSpec spec, GroupStatus status) {
        Set<NodeId> lost = spec.voters().stream()
                .filter(voter -> !voter.equals(status.self()) && !isReachable(status, voter))
                .collect(Collectors.toUnmodifiableSet());
        return new ReplicaReport.Leading(
                placement.rule().isHome(spec, status.self()),
                placement.keeper().whyHere(spec.group()),
                status.peers().stream()
                        .filter(peer -> spec.voters().contains(peer.node()))
                        .sorted(Comparator.comparing(peer -> peer.node().value()))
                        .map(peer -> new ReplicaReport.Follower(
                                peer,
                                isReachable(peer),
                                status.lackedBy(peer),
                                placement.lags().lackedMillis(spec.group(), peer.matchIndex())))
                        .toList(),
                prospects.of(spec, lost));
    }

    private boolean isReachable(GroupStatus status, NodeId voter) {
        return status.peers().stream().anyMatch(peer -> peer.node().equals(voter) && isReachable(peer));
    }

    private boolean isReachable(PeerProgress peer) {
        return peer.hasAnsweredWithin(silence.toMillis());
    }
}
