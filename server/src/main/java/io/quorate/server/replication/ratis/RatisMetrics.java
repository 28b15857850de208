package io.quorate.server.replication.ratis;

import io.quorate.server.common.metrics.Metrics;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * Ratis' metrics as ours. Ratis finds this class by the service loader; it keeps the few figures that an operator needs
 * and makes all others cost nothing (Ratis takes a dozen timings per log entry).
 */
public final class RatisMetrics extends MetricRegistries {
    private static final Timekeeper NO_TIME = () -> () -> 0;

    /** Ratis' component and timer to our name and help. */
    private static final Map<String, String[]> TIMERS = Map.of(
            "log_worker.syncTime",
            new String[] {"quorate_raft_log_fsync_duration_seconds", "fsync of the Raft log"},
            "log_worker.enqueuedTime",
            new String[] {"quorate_raft_log_queue_duration_seconds", "Wait of an entry for the log writer"},
            "leader_election.electionTime",
            new String[] {"quorate_raft_election_duration_seconds", "Elections this replica stood in"},
            "state_machine.takeSnapshot",
            new String[] {"quorate_raft_snapshot_call_duration_seconds", "How long snapshots hold up applying"});

    private final Map<MetricRegistryInfo, RatisMetricRegistry> registries = new ConcurrentHashMap<>();
    private volatile Metrics metrics = Metrics.none();

    /** Made by the service loader. */
    public RatisMetrics() {}

    /** From now on figures go there; for servers that are built later. */
    static void connect(Metrics metrics) {
        if (global() instanceof RatisMetrics ours) {
            ours.metrics = metrics;
        }
    }

    @Override
    public void clear() {
        registries.clear();
    }

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo info) {
        return registries.computeIfAbsent(info, key -> new Registry(key, metrics));
    }

    @Override
    public boolean remove(MetricRegistryInfo key) {
        return registries.remove(key) != null;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
        return Optional.ofNullable(registries.get(info));
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.copyOf(registries.keySet());
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return java.util.List.copyOf(registries.values());
    }

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {
        registries.values().forEach(reporter);
    }

    @Override
    public void enableJmxReporter() {}

    @Override
    public void enableConsoleReporter(TimeDuration rate) {}

    private record Registry(MetricRegistryInfo info, Metrics metrics) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            String[] ours = TIMERS.get(info.getMetricsComponentName() + "." + name);
            return ours == null ? NO_TIME : timekeeper(metrics.timer(ours[0], ours[1]));
        }

        private static Timekeeper timekeeper(Metrics.Timer timer) {
            return () -> {
                long started = System.nanoTime();
                return () -> {
                    long nanos = System.nanoTime() - started;
                    timer.recordNanos(nanos);
                    return nanos;
                };
            };
        }

        @Override
        public LongCounter counter(String name) {
            return new Count();
        }

        @Override
        public boolean remove(String name) {
            return true;
        }

        @Override
        public <T> void gauge(String name, Supplier<Supplier<T>> supplier) {}

        @Override
        public @Nullable MetricRegistryInfo getMetricRegistryInfo() {
            return info;
        }
    }

    /** Ratis reads some of its counters back, so they have to count. */
    private static final class Count implements LongCounter {
        private final AtomicLong value = new AtomicLong();

        @Override
        public void inc(long n) {
            value.addAndGet(n);
        }

        @Override
        public void dec(long n) {
            value.addAndGet(-n);
        }

        @Override
        public long getCount() {
            return value.get();
        }
    }
}
