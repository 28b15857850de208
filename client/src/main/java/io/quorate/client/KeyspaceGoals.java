package io.quorate.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a keyspace; each null when not stated. Nothing is done for it: {@code quorate plan} and
 * {@code quorate status} hold it against what the nodes can give.
 *
 * @param survive the loss of a {@code node}, {@code zone} or {@code city}
 * @param rpo how much may be lost; to the microsecond, as the others
 * @param rto how long writes may be away
 * @param writeP99 how long a write may take
 */
public record KeyspaceGoals(
        @Nullable String survive,
        @Nullable Duration rpo,
        @Nullable Duration rto,
        @Nullable Duration writeP99) {
    public static final KeyspaceGoals NONE = new KeyspaceGoals(null, null, null, null);
}
