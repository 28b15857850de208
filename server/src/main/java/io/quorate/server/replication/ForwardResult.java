package io.quorate.server.replication;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What became of a forwarded batch.
 *
 * @param leaderHint who may lead, when NOT_LEADER
 * @param position where it was committed, when OK
 * @param outcome the encoded outcomes, when OK
 */
public record ForwardResult(
        PeerStatus status, @Nullable NodeId leaderHint, LogPosition position, byte @Nullable [] outcome) {
    /** A result without outcome. */
    public static ForwardResult of(PeerStatus status) {
        return new ForwardResult(status, null, LogPosition.NONE, null);
    }
}
