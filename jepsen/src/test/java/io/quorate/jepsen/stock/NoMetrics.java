package io.quorate.jepsen.stock;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.util.TimeDuration;

/** Ratis does not start without metrics; nobody looks at these. Found by the service loader. */
public final class NoMetrics extends MetricRegistries {
    private static final Timekeeper NO_TIME = () -> () -> 0;

    /** Made by the service loader. */
    public NoMetrics() {}

    @Override
    public RatisMetricRegistry create(MetricRegistryInfo about) {
        return new Registry(about);
    }

    @Override
    public boolean remove(MetricRegistryInfo about) {
        return true;
    }

    @Override
    public Optional<RatisMetricRegistry> get(MetricRegistryInfo about) {
        return Optional.empty();
    }

    @Override
    public Set<MetricRegistryInfo> getMetricRegistryInfos() {
        return Set.of();
    }

    @Override
    public Collection<RatisMetricRegistry> getMetricRegistries() {
        return List.of();
    }

    @Override
    public void clear() {}

    @Override
    public void addReporterRegistration(
            Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {}

    @Override
    public void enableJmxReporter() {}

    @Override
    public void enableConsoleReporter(TimeDuration rate) {}

    private record Registry(MetricRegistryInfo about) implements RatisMetricRegistry {
        @Override
        public Timekeeper timer(String name) {
            return NO_TIME;
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
        public MetricRegistryInfo getMetricRegistryInfo() {
            return about;
        }
    }

    /** Ratis reads some of them back. */
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
