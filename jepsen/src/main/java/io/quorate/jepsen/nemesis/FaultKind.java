package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of fault.
 *
 * @param name what options, records and reports call it
 * @param keepsMajority a majority of the nodes stays up and connected while it lasts
 * @param targets whom it may be meant for; a plan takes them by turns
 * @param impact how many nodes it impairs
 * @param least shortest time that it lasts
 * @param most longest
 * @param aftermath about how long it is from the beginning of its end until the nodes are back
 * @param alone it is done with nothing else under way
 * @param putsKeys the fault itself puts keys, at revisions that no history shows
 * @param needs what of a cluster it needs
 * @param maker makes one fault of the kind
 */
public record FaultKind(
        String name,
        boolean keepsMajority,
        List<Target> targets,
        Impact impact,
        Duration least,
        Duration most,
        Duration aftermath,
        boolean alone,
        boolean putsKeys,
        Set<Need> needs,
        Function<FaultSpec, Fault> maker) {
    public FaultKind {
        targets = List.copyOf(targets);
        needs = Set.copyOf(needs);
    }

    /** What a cluster must let one do to it. */
    public enum Need {
        NETWORK,
        DISKS,
        CLOCKS,
        PLUGS,
        FAILPOINTS,
        /** Zones of which one may be missed. */
        SMALL_ZONES,
        /** At least two cities. */
        CITIES,
        THREE_NODES
    }

    /** How many nodes are down, cut off or slow at a time. */
    public enum Impact {
        NONE,
        ONE,
        /** As many as the target has. */
        TARGET,
        MINORITY,
        ALL
    }

    /** How many nodes are impaired at a time. */
    public int impaired(Target target, int nodes) {
        return switch (impact) {
            case NONE -> 0;
            case ONE -> 1;
            case TARGET -> target.count(nodes);
            case MINORITY -> Quorum.minority(nodes);
            case ALL -> nodes;
        };
    }

    /** Whether it can be done to this cluster at all. */
    public boolean possible(Cluster cluster) {
        return needs.stream().allMatch(need -> has(cluster, need));
    }

    private static boolean has(Cluster cluster, Need need) {
        int nodes = cluster.nodes().size();
        return switch (need) {
            case NETWORK -> cluster.network().isPresent();
            case DISKS -> cluster.disks().isPresent();
            case CLOCKS -> cluster.clocks().isPresent();
            case PLUGS -> cluster.plugs().isPresent();
            case FAILPOINTS -> cluster.failpoints().isPresent();
            case SMALL_ZONES ->
                cluster.nodes().stream()
                        .map(each -> cluster.nodes().stream()
                                .filter(other -> other.zone().equals(each.zone()))
                                .count())
                        .anyMatch(count -> count <= Quorum.minority(nodes));
            case CITIES ->
                cluster.nodes().stream().map(node -> node.city()).distinct().count() > 1;
            case THREE_NODES -> nodes >= 3;
        };
    }

    /** What is to be done. */
    Fault make(FaultSpec spec) {
        return maker.apply(spec);
    }
}
