package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace and the nodes that replicate it.
 *
 * @param pattern as the topology writes it
 * @param home city, zone or node where its leader belongs; null when anywhere will do
 * @param leaderLease false makes every linearizable read pay a round trip
 */
public record Group(
        String keyspace,
        String pattern,
        Roles roles,
        @Nullable String home,
        boolean leaderLease,
        Goals goals) {

    /**
     * Who holds what. At least one node votes.
     *
     * @param voters count, and have the state
     * @param witnesses count, and have the log only
     * @param learners do not count, and have the state, later than others
     */
    public record Roles(List<NodeId> voters, List<NodeId> witnesses, List<NodeId> learners) {
        public Roles {
            voters = List.copyOf(voters);
            witnesses = List.copyOf(witnesses);
            learners = List.copyOf(learners);
            if (voters.isEmpty()) {
                throw new IllegalArgumentException("a group needs a voter");
            }
        }

        /** How many count. */
        public int counting() {
            return voters.size() + witnesses.size();
        }

        /** How many of those that count must agree. */
        public int majority() {
            return counting() / 2 + 1;
        }
    }

    /** What is wanted; each null when not stated. */
    public record Goals(
            @Nullable Extent survive,
            @Nullable Duration rpo,
            @Nullable Duration rto,
            @Nullable Duration writeP99) {
        public static final Goals NONE = new Goals(null, null, null, null);

        /** What the goals for loss and outage speak of: what is to be survived, at least the loss of a node. */
        public Extent scope() {
            return survive == null ? Extent.NODE : survive;
        }
    }
}
