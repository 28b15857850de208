package io.quorate.server.admin;

import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.topology.Condition;
import io.quorate.server.topology.Extent;
import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.FaultCases;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.Prospect;
import io.quorate.server.topology.Topology;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What would stop a keyspace's writes next, with the nodes lost that do not answer. Thought through once for all
 * keyspaces of the same shape, and again when other nodes are lost. Any thread; takes a few milliseconds at most.
 */
public final class Prospects {
    /** With more, it would hold up the thread that answers. */
    private static final int MOST_FAULTS = 2_000;

    private static final int MOST_KEPT = 1_000;

    private final Topology topology;
    private final boolean small;
    private final Map<Shape, Ahead> known = new ConcurrentHashMap<>();

    /** All that it depends on. */
    private record Shape(
            List<NodeId> voters,
            @Nullable String home,
            @Nullable String survive,
            Set<NodeId> lost) {}

    /** A fault, for programs and for people. */
    public record Threat(String kind, List<String> places, String text) {
        static Threat of(FaultCase fault) {
            return new Threat(fault.kind().word(), fault.places(), fault.label());
        }
    }

    /**
     * What is ahead.
     *
     * @param stopped nothing can be written as it is
     * @param next the smallest single faults that would stop writes; empty when none would
     * @param unsurvived the smallest loss that the keyspace's goal says it survives, and does not now
     */
    public record Ahead(boolean stopped, List<Threat> next, Optional<Threat> unsurvived) {}

    public Prospects(Topology topology) {
        this.topology = topology;
        this.small = FaultCases.count(topology.geography()) <= MOST_FAULTS;
    }

    /** Empty when there are too many faults to try them all here. */
    Optional<Ahead> of(KeyspaceSpec spec, Set<NodeId> lost) {
        if (!small) {
            return Optional.empty();
        }
        if (known.size() > MOST_KEPT) {
            known.clear();
        }
        Shape shape = new Shape(spec.voters(), spec.home(), spec.goals().survive(), lost);
        return Optional.of(known.computeIfAbsent(shape, each -> think(spec, lost)));
    }

    private Ahead think(KeyspaceSpec spec, Set<NodeId> lost) {
        String survive = spec.goals().survive();
        Group group = new Group(
                spec.name(),
                spec.pattern(),
                new Group.Roles(spec.voters(), List.of(), spec.learners()),
                spec.home(),
                spec.leaderLease(),
                new Group.Goals(
                        survive == null ? null : Extent.valueOf(survive.toUpperCase(Locale.ROOT)), null, null, null));
        Condition current = Condition.healthy(topology.geography());
        for (NodeId node : lost) {
            current = current.losing(node.value());
        }
        Prospect prospect = Prospect.of(topology, group, current);
        return new Ahead(
                prospect.next().stopped(),
                prospect.next().faults().stream().map(Threat::of).toList(),
                Optional.ofNullable(prospect.unsurvived()).map(Threat::of));
    }
}
