package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;
import java.util.List;

/**
 * Who has a replica of a keyspace.
 *
 * @param voters in the order they were given
 * @param learners have the state and follow asynchronously: they serve, but do not vote and never lead
 */
public record KeyspaceRoles(List<NodeId> voters, List<NodeId> learners) {
    public KeyspaceRoles {
        voters = List.copyOf(voters);
        learners = List.copyOf(learners);
    }
}
