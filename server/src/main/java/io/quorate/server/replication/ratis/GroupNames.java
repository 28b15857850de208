package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftGroupId;

/**
 * The durable names of all groups of a server. A message does not say before it leaves which group's vote it rests on,
 * so all of them are looked at; while no vote is new, that is a comparison each. Any thread.
 */
final class GroupNames {
    private final Map<RaftGroupId, DurableNames> groups = new ConcurrentHashMap<>();

    void add(RaftGroupId group, DurableNames names) {
        groups.put(group, names);
    }

    void remove(RaftGroupId group) {
        groups.remove(group);
    }

    /** Before a message leaves that may rest on a vote or a term of one of this node's replicas. */
    void beforeMessage() throws IOException {
        for (DurableNames names : groups.values()) {
            names.beforeMessage();
        }
    }
}
