package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The store and the snapshots of this node end before its log begins, and no other node gave a snapshot. Nothing is
 * wrong with the log or the vote: the same start succeeds as soon as another replica can be reached.
 */
public final class StateLost extends Fault {
    private static final long serialVersionUID = 1L;

    StateLost(long stateIndex, long logFirst, @Nullable Throwable cause) {
        super(
                "the state on this node ends at index " + stateIndex + " but its log begins at " + logFirst
                        + ", and no other node could be asked for a snapshot: start it again when one runs",
                cause);
    }
}
