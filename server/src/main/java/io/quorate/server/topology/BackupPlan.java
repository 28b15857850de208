package io.quorate.server.topology;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept outside the cluster.
 *
 * @param store where
 * @param snapshots when full backups are taken, as cron has it; null when never
 * @param archive how often the log is archived; null when never
 */
public record BackupPlan(
        String store, @Nullable String snapshots, @Nullable Duration archive) {
    /** Whether there is anything to restore from: an archive alone has no beginning. */
    public boolean restores() {
        return snapshots != null;
    }
}
