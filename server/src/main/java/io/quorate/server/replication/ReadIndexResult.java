package io.quorate.server.replication;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * A position at which reading is linearizable for every read that waited before the question was asked.
 *
 * @param lease made safe by the leader lease (true) or by a barrier (false)
 */
public record ReadIndexResult(PeerStatus status, @Nullable NodeId leaderHint, LogPosition position, boolean lease) {
    /** A result without position. */
    public static ReadIndexResult of(PeerStatus status) {
        return new ReadIndexResult(status, null, LogPosition.NONE, false);
    }
}
