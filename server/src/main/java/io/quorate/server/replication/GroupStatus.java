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
    /** Entries that a replica may lack and still be near: a handover then takes no longer than a round of the group. */
    public static final long FEW_ENTRIES = 100;

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

    /** Whether this replica leads, as far as it knows. */
    public boolean leads() {
        return self.equals(leader);
    }

    /** Whether this replica leads and may serve: not while it waits out another's lease, nor while it hands over. */
    public boolean leadsAndServes() {
        return leads() && (lease == LeaseState.VALID || lease == LeaseState.EXPIRED);
    }

    /** Whether a leader is known, and may serve if it is this replica. */
    public boolean isServed() {
        return leader != null && lease != LeaseState.WAITING_OUT && lease != LeaseState.RELEASED;
    }

    /**
     * Whether another replica could take over now, as this one sees it, which leads: it has answered lately and lacks
     * little.
     */
    public boolean couldLead(PeerProgress peer, long silenceMillis) {
        return peer.hasAnsweredWithin(silenceMillis) && peer.matchIndex() >= 0 && lackedBy(peer) <= FEW_ENTRIES;
    }

    /** Entries of this replica's log that another is not known to hold. */
    public long lackedBy(PeerProgress peer) {
        return Math.max(0, lastIndex - Math.max(0, peer.matchIndex()));
    }

    /**
     * How far another replica is.
     *
     * @param matchIndex newest entry it is known to hold, -1 when unknown
     * @param silentMillis since it last answered, -1 when unknown
     */
    public record PeerProgress(NodeId node, long matchIndex, long silentMillis) {
        public boolean hasAnsweredWithin(long millis) {
            return silentMillis >= 0 && silentMillis <= millis;
        }
    }
}
