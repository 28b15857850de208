package io.quorate.server.config;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every tunable: the one table that parses, checks and documents them. */
public enum Setting {
    ELECTION_TIMEOUT_MIN(
            Kind.DURATION,
            Scope.CLUSTER,
            "500ms",
            "50ms",
            "1m",
            "A follower that hears nothing for this long may stand."),
    ELECTION_TIMEOUT_MAX(
            Kind.DURATION, Scope.CLUSTER, "1s", "100ms", "2m", "Latest moment at which it stands; above the minimum."),
    LEADER_LEASE(
            Kind.DURATION,
            Scope.CLUSTER,
            null,
            "10ms",
            "1m",
            "How long a committed entry lets its leader read without asking; default: election_timeout_min."),
    DRIFT_BOUND(
            Kind.RATIO,
            Scope.CLUSTER,
            "0.01",
            "0.0001",
            "0.2",
            "By how much a machine's monotonic clock may be fast or slow, against real time; leases rest on it."),
    MAX_REQUEST_BYTES(
            Kind.BYTES, Scope.NODE, "1.5MiB", "1KiB", "3MiB", "Largest request, as etcd's --max-request-bytes."),
    MAX_TXN_OPS(Kind.COUNT, Scope.NODE, "128", "1", "10000", "Most operations in one list of a transaction."),
    MAX_REQUESTS_IN_FLIGHT(
            Kind.COUNT,
            Scope.NODE,
            "16384",
            "1",
            "1000000",
            "Requests admitted and not yet answered; more are refused."),
    MAX_BYTES_IN_FLIGHT(
            Kind.BYTES, Scope.NODE, "64MiB", "4MiB", "4GiB", "Bytes of requests admitted and not yet answered."),
    MAX_CONNECTIONS(
            Kind.COUNT,
            Scope.NODE,
            "20000",
            "16",
            "1000000",
            "Client connections; more are closed at once. At most six tenths of the files it may open."),
    MAX_CONCURRENT_STREAMS(
            Kind.COUNT, Scope.NODE, "4096", "1", "1000000", "Calls and streams open at once on one client connection."),
    MAX_KEYSPACES(
            Kind.COUNT,
            Scope.CLUSTER,
            "16",
            "1",
            "1000",
            "Keyspaces of the cluster; more cannot be created. Each costs every node some 11 MB and half a dozen"
                    + " threads; for more than 32 raise the JVM's direct memory by 5 MB each."),
    MAX_BATCH_REQUESTS(Kind.COUNT, Scope.NODE, "512", "1", "65536", "Requests packed into one log entry."),
    MAX_BATCH_BYTES(Kind.BYTES, Scope.NODE, "256KiB", "4KiB", "2MiB", "Bytes packed into one log entry."),
    MAX_ENTRIES_IN_FLIGHT(
            Kind.COUNT, Scope.NODE, "2", "1", "64", "Entries proposed and not yet applied; fewer pack fuller entries."),
    FRESHNESS_INTERVAL(
            Kind.DURATION,
            Scope.NODE,
            "200ms",
            "10ms",
            "1h",
            "How often the leader is asked how far this node is, while reads of its own state want to know."),
    MAX_STALENESS(
            Kind.DURATION,
            Scope.NODE,
            "10s",
            "1ms",
            "24h",
            "What a bounded read allows that does not say; as metadata quorate-max-staleness-ms."),
    SNAPSHOT_EVERY_ENTRIES(
            Kind.COUNT, Scope.NODE, "100000", "100", "100000000", "Entries between two snapshots of a replica."),
    SNAPSHOT_EVERY_BYTES(
            Kind.BYTES,
            Scope.NODE,
            "64MiB",
            "1MiB",
            "64GiB",
            "Bytes of entries between two snapshots, if these come first; replay of 64 MiB takes about a second."),
    SNAPSHOT_FETCH_RATE(
            Kind.BYTES, Scope.NODE, "0B", "0B", "64GiB", "Bytes per second of one snapshot download; 0 is no limit."),
    LOG_SEGMENT_BYTES(Kind.BYTES, Scope.NODE, "32MiB", "8MiB", "1GiB", "Size of one file of the Raft log."),
    STORE_CACHE_BYTES(Kind.BYTES, Scope.NODE, "64MiB", "8MiB", "1TiB", "RocksDB's block cache."),
    STORE_WRITE_BUFFER_BYTES(Kind.BYTES, Scope.NODE, "32MiB", "1MiB", "4GiB", "One RocksDB write buffer."),
    STORE_WRITE_BUFFERS(Kind.COUNT, Scope.NODE, "3", "2", "64", "RocksDB write buffers of one column."),
    RANGE_READ_WORKERS(
            Kind.COUNT, Scope.NODE, "2", "1", "256", "Threads for reads of many keys; reads of one key need none.");

    /** How a value is written. */
    public enum Kind {
        DURATION,
        BYTES,
        COUNT,
        RATIO
    }

    /** Where a setting may be given. */
    public enum Scope {
        /** Must be equal on every node: only in the topology file. */
        CLUSTER,
        /** May differ: in the topology file for all nodes, or with {@code --set} for one. */
        NODE
    }

    private final Kind kind;
    private final Scope scope;
    private final @Nullable String standard;
    private final String least;
    private final String most;
    private final String help;

    Setting(Kind kind, Scope scope, @Nullable String standard, String least, String most, String help) {
        this.kind = kind;
        this.scope = scope;
        this.standard = standard;
        this.least = least;
        this.most = most;
        this.help = help;
    }

    static Optional<Setting> find(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst();
    }

    /** As files and {@code --set} name it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    public Scope scope() {
        return scope;
    }

    /** The default as text; null when it follows another setting. */
    public @Nullable String standard() {
        return standard;
    }

    public String least() {
        return least;
    }

    public String most() {
        return most;
    }

    public String help() {
        return help;
    }

    /** Nanoseconds, bytes, a count, or millionths of a ratio; empty when the text is not of this kind. */
    Optional<Long> parse(String text) {
        return switch (kind) {
            case DURATION -> Quantity.duration(text).map(java.time.Duration::toNanos);
            case BYTES -> Quantity.bytes(text);
            case COUNT -> text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
            case RATIO ->
                text.matches("[0-9](\\.[0-9]{1,6})?")
                        ? Optional.of(new BigDecimal(text).movePointRight(6).longValueExact())
                        : Optional.empty();
        };
    }

    boolean inRange(long parsed) {
        return parsed >= parse(least).orElseThrow() && parsed <= parse(most).orElseThrow();
    }

    /** One text for every way of writing the same valid value. */
    String normalise(String text) {
        return parse(text).map(String::valueOf).orElse(text);
    }

    /** The shortest text for every way of writing the same valid value. */
    String shown(String text) {
        return parse(text)
                .map(parsed -> switch (kind) {
                    case DURATION -> Quantity.format(java.time.Duration.ofNanos(parsed));
                    case BYTES -> Quantity.formatBytes(parsed);
                    case COUNT, RATIO -> text;
                })
                .orElse(text);
    }

    /** What a value looks like, for messages. */
    String example() {
        return switch (kind) {
            case DURATION -> "a duration such as 500ms or 2s";
            case BYTES -> "a size such as 65536, 64KiB or 1.5MiB";
            case COUNT -> "a whole number";
            case RATIO -> "a decimal such as 0.01";
        };
    }
}
