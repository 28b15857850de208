package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a keyspace under one condition, once an election has had its time.
 *
 * @param leader null when nobody can lead, and so nothing can be written
 * @param commit what a write waits for at the leader; null when there is none
 * @param cities those with a node, in the order of the topology
 * @param shortage who is left to agree when that is too few; null when somebody leads
 */
public record Outlook(
        @Nullable NodeId leader,
        @Nullable Cost commit,
        List<CityOutlook> cities,
        Loss loss,
        Recovery recovery,
        @Nullable Majority shortage) {
    public Outlook {
        cities = List.copyOf(cities);
    }

    /** Whether anybody can write. */
    public boolean writes() {
        return leader != null;
    }

    /** Why nobody can lead; empty when somebody can. */
    public Optional<String> whyNoLeader() {
        return Optional.ofNullable(shortage).map(Majority::why);
    }
}
