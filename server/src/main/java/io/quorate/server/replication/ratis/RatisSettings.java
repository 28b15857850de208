package io.quorate.server.replication.ratis;

import java.time.Duration;

/**
 * What the replication room lets one set about Ratis.
 *
 * @param electionMin shortest time without a leader after which a replica stands for election
 * @param electionMax longest such time; each wait is random between the two
 * @param snapshotEntries entries applied since the last snapshot after which the next is taken
 * @param snapshotBytes bytes of entries applied since the last snapshot after which the next is taken
 * @param preservedEntries entries kept in the log behind the snapshot, so that short outages need no install; never
 *     more than since the snapshot before it, which bounds them in bytes, too
 * @param segmentBytes size at which a log segment is closed
 * @param cachedLogBytes memory for closed segments kept for lagging followers
 */
public record RatisSettings(
        Duration electionMin,
        Duration electionMax,
        long snapshotEntries,
        long snapshotBytes,
        long preservedEntries,
        long segmentBytes,
        long cachedLogBytes) {
    /** The default of the setting; replay of so much takes about a second. */
    public static final long SNAPSHOT_BYTES = 64L << 20;

    /** Defaults for a metropolitan cluster; docs/reference/config.md says why. */
    public static RatisSettings defaults() {
        return new RatisSettings(
                Duration.ofMillis(500), Duration.ofMillis(1000), 20_000, SNAPSHOT_BYTES, 5_000, 16L << 20, 32L << 20);
    }
}
