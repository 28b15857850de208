package io.quorate.client;

import java.util.List;

/**
 * A keyspace of the cluster.
 *
 * @param group the Raft group, a UUID; a keyspace that was dropped and created again has another
 * @param pattern how it is spread, in the topology's words
 * @param voters names of nodes
 * @param home city, zone or node where its leader belongs; empty for anywhere
 * @param leaderLease false when every linearizable read pays a round of the group
 * @param leader as the node that answered knows it; empty when it knows none
 * @param revision newest on the node that answered; 0 when it has no replica open
 */
public record Keyspace(
        String name,
        String group,
        String pattern,
        List<String> voters,
        String home,
        boolean leaderLease,
        String leader,
        long revision,
        KeyspaceGoals goals) {
    public Keyspace {
        voters = List.copyOf(voters);
    }
}
