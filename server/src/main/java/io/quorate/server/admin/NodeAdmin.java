package io.quorate.server.admin;

import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What operators say of nodes, from any node. Nothing blocks; futures complete on any thread, normally with an answer
 * or exceptionally with a {@link io.quorate.server.request.RequestFailure} and nothing else.
 */
public interface NodeAdmin {
    /** The map, not older than this call. */
    CompletableFuture<KeyspaceMap> map(long deadlineNanos);

    /** The map as this node has it; empty while that cannot be read. */
    Optional<KeyspaceMap> localMap();

    /**
     * Says that a node of this cluster shall lead nothing, or may lead again. Saying it twice does no harm.
     *
     * @return the epoch of a map that says so
     */
    CompletableFuture<Long> drain(NodeId node, boolean drained, long deadlineNanos);
}
