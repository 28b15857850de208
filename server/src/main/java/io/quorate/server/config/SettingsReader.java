package io.quorate.server.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Turns texts by key into {@link NodeSettings}; the topology's own have been checked line by line before. */
final class SettingsReader {
    /** Ratis gives up leadership over an entry of 4 MiB; what packs and frames one needs some room below that. */
    private static final long MAX_ENTRY_BYTES = (4L << 20) - (256L << 10);

    private final Map<Setting, Long> values;

    private SettingsReader(Map<Setting, Long> values) {
        this.values = values;
    }

    static NodeSettings resolve(Map<String, String> topology, Map<String, String> overrides) throws ConfigException {
        Problems problems = new Problems("--set");
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        topology.forEach((key, text) -> check(key, text, 0, problems).ifPresent(value -> put(values, key, value)));
        overrides.forEach((key, text) -> {
            Optional<Setting> setting = Setting.find(key);
            if (setting.isPresent() && setting.get().scope() == Setting.Scope.CLUSTER) {
                problems.add(
                        0,
                        "'" + key + "' must be equal on every node",
                        "set it in the settings section of the topology file");
                return;
            }
            check(key, text, 0, problems).ifPresent(value -> put(values, key, value));
        });
        checkTogether(values, 0, problems);
        problems.throwIfAny();
        return new SettingsReader(values).settings();
    }

    private static void put(Map<Setting, Long> values, String key, long value) {
        values.put(Setting.find(key).orElseThrow(), value);
    }

    /** The value when key and text are good; otherwise the problem has been added. */
    static Optional<Long> check(String key, String text, int line, Problems problems) {
        Optional<Setting> found = Setting.find(key);
        if (found.isEmpty()) {
            problems.add(
                    line, "unknown setting '" + key + "'", Section.suggestion(key, Section.names(Setting.values())));
            return Optional.empty();
        }
        Setting setting = found.get();
        Optional<Long> value = setting.parse(text);
        if (value.isEmpty()) {
            problems.add(line, "'" + key + "' is '" + text + "'", "give " + setting.example());
        } else if (!setting.inRange(value.get())) {
            problems.add(
                    line, "'" + key + "' is " + text, "give a value from " + setting.least() + " to " + setting.most());
            return Optional.empty();
        }
        return value;
    }

    /** Rules over more than one setting. */
    static void checkTogether(Map<Setting, Long> given, int line, Problems problems) {
        SettingsReader read = new SettingsReader(given);
        if (read.value(Setting.ELECTION_TIMEOUT_MAX) <= read.value(Setting.ELECTION_TIMEOUT_MIN)) {
            problems.add(
                    line,
                    "election_timeout_max is not above election_timeout_min",
                    "make it at least half as long again, so that two nodes seldom stand together");
        }
        if (read.value(Setting.MAX_REQUEST_BYTES) + read.value(Setting.MAX_BATCH_BYTES) > MAX_ENTRY_BYTES) {
            problems.add(
                    line,
                    "max_request_bytes and max_batch_bytes come to more than " + Quantity.formatBytes(MAX_ENTRY_BYTES)
                            + ", which one log entry cannot hold",
                    "lower one of them");
        }
        if (read.value(Setting.MAX_BYTES_IN_FLIGHT) < read.value(Setting.MAX_REQUEST_BYTES)) {
            problems.add(
                    line, "max_bytes_in_flight is below max_request_bytes", "raise it: such a request never enters");
        }
    }

    private long value(Setting setting) {
        Long given = values.get(setting);
        if (given != null) {
            return given;
        }
        String standard = setting.standard();
        if (standard == null) {
            return value(Setting.ELECTION_TIMEOUT_MIN);
        }
        return setting.parse(standard).orElseThrow();
    }

    private int count(Setting setting) {
        return Math.toIntExact(value(setting));
    }

    private Duration duration(Setting setting) {
        return Duration.ofNanos(value(setting));
    }

    private NodeSettings settings() {
        return new NodeSettings(
                new NodeSettings.Timing(
                        duration(Setting.ELECTION_TIMEOUT_MIN),
                        duration(Setting.ELECTION_TIMEOUT_MAX),
                        duration(Setting.LEADER_LEASE),
                        value(Setting.DRIFT_BOUND) / 1e6),
                new NodeSettings.Limits(
                        count(Setting.MAX_REQUEST_BYTES),
                        count(Setting.MAX_TXN_OPS),
                        count(Setting.MAX_REQUESTS_IN_FLIGHT),
                        value(Setting.MAX_BYTES_IN_FLIGHT),
                        count(Setting.MAX_CONNECTIONS),
                        count(Setting.MAX_CONCURRENT_STREAMS),
                        count(Setting.MAX_KEYSPACES)),
                new NodeSettings.Batching(
                        count(Setting.MAX_BATCH_REQUESTS),
                        count(Setting.MAX_BATCH_BYTES),
                        count(Setting.MAX_ENTRIES_IN_FLIGHT)),
                new NodeSettings.Reads(duration(Setting.FRESHNESS_INTERVAL), duration(Setting.MAX_STALENESS)),
                new NodeSettings.Log(
                        value(Setting.SNAPSHOT_EVERY_ENTRIES),
                        value(Setting.SNAPSHOT_EVERY_BYTES),
                        value(Setting.SNAPSHOT_FETCH_RATE),
                        value(Setting.LOG_SEGMENT_BYTES)),
                new NodeSettings.Store(
                        value(Setting.STORE_CACHE_BYTES),
                        value(Setting.STORE_WRITE_BUFFER_BYTES),
                        count(Setting.STORE_WRITE_BUFFERS),
                        count(Setting.RANGE_READ_WORKERS)));
    }
}
