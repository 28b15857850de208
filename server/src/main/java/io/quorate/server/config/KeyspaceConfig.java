package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A keyspace as the topology asks for it.
 *
 * @param home city or zone (or node) where its leader belongs; null when anywhere will do
 * @param leaderLease false makes every linearizable read pay a barrier
 */
public record KeyspaceConfig(
        String name, Pattern pattern, Roles roles, @Nullable String home, boolean leaderLease, Goals goals) {

    /** The keyspace that always exists. */
    public static final String DEFAULT = "default";

    /** No keyspace of a topology may have this name: the cluster keeps its own data there. */
    public static final String SYSTEM = "system";

    /** How a keyspace is spread over cities. */
    public enum Pattern {
        COLD_BACKUP,
        ACTIVE_STANDBY,
        MUTUAL_BACKUP,
        SAME_CITY,
        CROSS_CITY,
        MULTI_ACTIVE;

        /** As the topology writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What the topology writes so. */
        public static Optional<Pattern> of(String word) {
            for (Pattern pattern : values()) {
                if (pattern.word().equals(word)) {
                    return Optional.of(pattern);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Who holds what.
     *
     * @param given the file lists the voters; otherwise every node without another role votes
     */
    public record Roles(List<NodeId> voters, List<NodeId> witnesses, List<NodeId> learners, boolean given) {
        public Roles {
            voters = List.copyOf(voters);
            witnesses = List.copyOf(witnesses);
            learners = List.copyOf(learners);
        }
    }

    /** What the operator wants of the keyspace; each null when not stated. */
    public record Goals(
            @Nullable String survive,
            @Nullable Duration rpo,
            @Nullable Duration rto,
            @Nullable Duration writeP99) {
        public static final Goals NONE = new Goals(null, null, null, null);

        public boolean isEmpty() {
            return equals(NONE);
        }
    }
}
