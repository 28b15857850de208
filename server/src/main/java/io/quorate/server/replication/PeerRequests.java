package io.quorate.server.replication;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What this node answers to other nodes; the other side of {@link PeerCalls}. Nothing here blocks. */
public interface PeerRequests {
    /** Takes a batch that another node forwarded; never forwards it again. */
    CompletableFuture<ForwardResult> forwarded(NodeId from, GroupId group, byte[] batch, Duration timeout);

    /** Answers only when this node leads and may serve. */
    CompletableFuture<ReadIndexResult> readIndex(NodeId from, GroupId group);

    /** The newest complete snapshot of a group, if there is one. */
    Optional<SnapshotFiles> latestSnapshot(GroupId group);
}
