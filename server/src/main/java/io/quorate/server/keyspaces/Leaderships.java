package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The groups with a replica open on this node, as placement sees them. Any thread; nothing blocks. */
public interface Leaderships {
    /** Empty when this node has none of it open, or not any more. */
    Optional<GroupStatus> status(GroupId group);

    /**
     * Hands this node's leadership of a group over; completes when the other leads, exceptionally when it does not.
     *
     * @param deadlineNanos on the node's monotonic clock
     */
    CompletableFuture<Void> move(GroupId group, NodeId to, long deadlineNanos);
}
