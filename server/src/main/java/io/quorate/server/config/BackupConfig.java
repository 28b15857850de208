package io.quorate.server.config;

import java.net.URI;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The backup section.
 *
 * @param store {@code file:} or {@code s3:}
 * @param snapshots when to take full backups, five cron fields; null when never
 * @param archive how often the log is archived; null when never
 * @param keep how many backups of each period are kept
 */
public record BackupConfig(
        URI store, @Nullable String snapshots, @Nullable Duration archive, SortedMap<String, Integer> keep) {
    public BackupConfig {
        keep = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(keep));
    }
}
