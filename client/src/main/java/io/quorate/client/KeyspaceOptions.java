package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * What a new keyspace is to be; null is as the default keyspace is.
 *
 * @param pattern in the topology's words, as {@code same-city}
 * @param home city, zone or node where its leader belongs; empty for anywhere
 * @param leaderLease false makes every linearizable read pay a round of the group instead of resting on a lease
 * @param goals are not taken from the default keyspace
 */
public record KeyspaceOptions(
        @Nullable String pattern, @Nullable String home, boolean leaderLease, KeyspaceGoals goals) {
    /** All as the default keyspace is, with a leader lease. */
    public static final KeyspaceOptions DEFAULT = new KeyspaceOptions(null, null, true, KeyspaceGoals.NONE);
}
