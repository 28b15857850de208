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
 * @param home city, zone or node where its leader belongs; null when anywhere will do
 * @param leaderLease false makes every linearizable read pay a barrier
 */
public record KeyspaceSpec(
        String name,
        GroupId group,
        String pattern,
        KeyspaceRoles roles,
        @Nullable String home,
        boolean leaderLease,
        KeyspaceGoals goals) {
    /** One that has no learners, and of which nothing special is wanted. */
    public KeyspaceSpec(
            String name,
            GroupId group,
            String pattern,
            List<NodeId> voters,
            @Nullable String home,
            boolean leaderLease) {
        this(name, group, pattern, new KeyspaceRoles(voters, List.of()), home, leaderLease, KeyspaceGoals.NONE);
    }

    public List<NodeId> voters() {
        return roles.voters();
    }

    public List<NodeId> learners() {
        return roles.learners();
    }

    /** Whether a node has a replica of it. */
    public boolean isOn(NodeId node) {
        return voters().contains(node) || learners().contains(node);
    }

    /** The same with its leader belonging elsewhere. */
    public KeyspaceSpec homeAt(@Nullable String place) {
        return new KeyspaceSpec(name, group, pattern, roles, place, leaderLease, goals);
    }

    /** The same with other goals. */
    public KeyspaceSpec wanting(KeyspaceGoals others) {
        return new KeyspaceSpec(name, group, pattern, roles, home, leaderLease, others);
    }
}
