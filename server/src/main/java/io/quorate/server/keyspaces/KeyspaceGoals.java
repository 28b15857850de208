package io.quorate.server.keyspaces;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants of a keyspace; each null when not stated. Nothing is done for them: they are held against
 * what the nodes that are left can give.
 *
 * @param survive {@code node}, {@code zone} or {@code city}
 */
public record KeyspaceGoals(
        @Nullable String survive,
        @Nullable Duration rpo,
        @Nullable Duration rto,
        @Nullable Duration writeP99) {
    public static final KeyspaceGoals NONE = new KeyspaceGoals(null, null, null, null);
}
