package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One keyspace as the cluster's map has it.
 *
 * @param group that replicates it; a keyspace that is created again under an old name is another group
 * @param pattern how it is spread, in the topology's words
 * @param voters in the order they were given
 * @param home city, zone or node where its leader belongs; null when anywhere will do
 * @param leaderLease false makes every linearizable read pay a barrier
 */
public record KeyspaceSpec(
        String name,
        GroupId group,
        String pattern,
        List<NodeId> voters,
        @Nullable String home,
        boolean leaderLease) {
    public KeyspaceSpec {
        voters = List.copyOf(voters);
    }

    /** The same with its leader belonging elsewhere. */
    public KeyspaceSpec homeAt(@Nullable String place) {
        return new KeyspaceSpec(name, group, pattern, voters, place, leaderLease);
    }
}
