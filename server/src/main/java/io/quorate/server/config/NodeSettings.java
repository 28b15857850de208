package io.quorate.server.config;

import java.time.Duration;
import java.util.Map;

/** The tunables of one node, resolved: defaults, the topology's settings section, {@code --set}. */
public record NodeSettings(Timing timing, Limits limits, Batching batching, Reads reads, Log log, Store store) {

    /** Elections and the leader lease. */
    public record Timing(
            Duration electionTimeoutMin, Duration electionTimeoutMax, Duration leaderLease, double driftBound) {}

    /** What is refused. */
    public record Limits(
            int maxRequestBytes,
            int maxTxnOps,
            int maxRequestsInFlight,
            long maxBytesInFlight,
            int maxConnections,
            int maxConcurrentStreams,
            int maxKeyspaces) {}

    /** How requests become log entries. */
    public record Batching(int maxBatchRequests, int maxBatchBytes, int maxEntriesInFlight) {}

    /**
     * Reads from a node's own state.
     *
     * @param freshnessInterval how often the leader is asked, while reads want to know, how stale that state is
     * @param maxStaleness of a bounded read that does not say
     */
    public record Reads(Duration freshnessInterval, Duration maxStaleness) {}

    /**
     * The Raft log and snapshots.
     *
     * @param snapshotEveryBytes bytes of entries, whatever their number
     * @param snapshotFetchRate bytes per second, 0 for no limit
     */
    public record Log(long snapshotEveryEntries, long snapshotEveryBytes, long snapshotFetchRate, long segmentBytes) {}

    /** RocksDB and reads from it. */
    public record Store(long cacheBytes, long writeBufferBytes, int writeBuffers, int rangeReadWorkers) {}

    /** All defaults. */
    public static NodeSettings defaults() {
        try {
            return SettingsReader.resolve(Map.of(), Map.of());
        } catch (ConfigException e) {
            throw new IllegalStateException("the defaults are valid", e);
        }
    }

    /**
     * The settings of a node: what {@code --set} says, else what the topology says, else the default.
     *
     * @param overrides from the command line, by key
     */
    public static NodeSettings resolve(ClusterConfig cluster, Map<String, String> overrides) throws ConfigException {
        return SettingsReader.resolve(cluster.settings(), overrides);
    }
}
