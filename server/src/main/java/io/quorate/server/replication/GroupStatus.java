package io.quorate.server.replication;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group as this replica sees it.
 *
 * @param leader who leads, as far as is known
 * @param lastIndex newest entry in this replica's log
 * @param lease of this replica's own leadership
 * @param peers the other replicas; progress is known only to the leader
 */
public record GroupStatus(
        NodeId self,
        @Nullable NodeId leader,
        long term,
        long lastIndex,
        long commitIndex,
        LogPosition applied,
        LeaseState lease,
        List<PeerProgress> peers) {

    /** Whether this replica may serve reads from its own state. */
    public enum LeaseState {
        /** Does not lead. */
        FOLLOWER,
        /** Leads, but waits until any former leader's lease is over. */
        WAITING_OUT,
        /** Leads with a valid lease. */
        VALID,
        /** Leads; its lease has run out: the next read pays a barrier. */
        EXPIRED,
        /** Leads, but hands over: serves nothing. */
        RELEASED
    }

    /**
     * How far another replica is.
     *
     * @param matchIndex newest entry it is known to hold, -1 when unknown
     * @param silentMillis since it last answered, -1 when unknown
     */
    public record PeerProgress(NodeId node, long matchIndex, long silentMillis) {}
}
