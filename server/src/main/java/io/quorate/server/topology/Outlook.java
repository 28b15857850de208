package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a keyspace under one condition, once an election has had its time.
 *
 * @param mayLead who can lead, in the order of the home rule
 * @param commit what a write waits for at the leader; null when there is none
 * @param cities those with a node, in the order of the topology
 * @param shortage who is left to agree when that is too few; null when somebody leads
 */
public record Outlook(
        List<NodeId> mayLead,
        @Nullable Cost commit,
        List<CityOutlook> cities,
        Loss loss,
        Recovery recovery,
        @Nullable Majority shortage) {
    public Outlook {
        mayLead = List.copyOf(mayLead);
        cities = List.copyOf(cities);
    }

    /** Who should lead of those who can; null when nobody can, and so nothing can be written. */
    public @Nullable NodeId leader() {
        return mayLead.isEmpty() ? null : mayLead.get(0);
    }

    /** Whether anybody can write. */
    public boolean writes() {
        return !mayLead.isEmpty();
    }

    /** Why nobody can lead; empty when somebody can. */
    public Optional<String> whyNoLeader() {
        return Optional.ofNullable(shortage).map(Majority::why);
    }
}
