package io.quorate.server.replication;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Calls to other nodes. Nothing here blocks but {@link #fetchSnapshot}; futures complete normally with a status, on any
 * thread, and within the timeout given.
 */
public interface PeerCalls {
    /**
     * Sends an encoded, stamped batch to a node believed to lead. INDETERMINATE when the connection broke after it was
     * sent: the same bytes may be sent again, to any node, without being applied twice.
     */
    CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout);

    /** Asks for an index that is safe to read at. INDETERMINATE or NOT_LEADER: ask again. */
    CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout);

    /**
     * Downloads the newest snapshot of a group, verified and durable, into a directory; files already there from an
     * interrupted download are continued. Blocks; call it from a thread that may.
     *
     * @return the snapshot's position
     * @throws java.io.IOException when the node cannot be reached or has none; calling again continues
     */
    LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) throws java.io.IOException;
}
