package io.quorate.server.observability;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * The node's meters as Prometheus reads them. Counters and histograms are our own striped adders, shown when scraped;
 * Micrometer shows gauges, counters and what it knows of the JVM and the process.
 */
public final class PrometheusMetrics implements Metrics, AutoCloseable {
    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;
    private static final long SECONDS = 1_000_000_000;
    private static final long[] TIMES = {
        50 * MICROS,
        100 * MICROS,
        200 * MICROS,
        350 * MICROS,
        500 * MICROS,
        750 * MICROS,
        MILLIS,
        2 * MILLIS,
        3 * MILLIS,
        5 * MILLIS,
        7 * MILLIS,
        10 * MILLIS,
        20 * MILLIS,
        35 * MILLIS,
        50 * MILLIS,
        100 * MILLIS,
        200 * MILLIS,
        350 * MILLIS,
        500 * MILLIS,
        SECONDS,
        2 * SECONDS,
        5 * SECONDS,
        10 * SECONDS
    };
    private static final long[] SIZES = {
        1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24
    };
    private static final int PAGE_BYTES = 4096;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<MeterKey, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<MeterKey, StripedHistogram> histograms = new ConcurrentHashMap<>();
    private final HistogramText text = new HistogramText();
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private record MeterKey(String name, List<String> tags) {
        static MeterKey of(String name, String... tags) {
            if (tags.length % 2 != 0) {
                throw new IllegalArgumentException("tags of " + name + " do not alternate name and value");
            }
            return new MeterKey(name, List.copyOf(Arrays.asList(tags)));
        }
    }

    /**
     * With the JVM's and the process's own figures.
     *
     * @param version of this program, shown as a label
     */
    public PrometheusMetrics(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gauge("process_resident_memory_bytes", "Memory of this process in RAM", PrometheusMetrics::residentBytes);
        gauge("quorate_build", "Constantly 1; the label is what counts", () -> 1, "version", version);
    }

    @Override
    public Timer timer(String name, String help, String... tags) {
        return histogram(name, help, SECONDS, TIMES, tags);
    }

    @Override
    public Summary summary(String name, String help, String... tags) {
        return histogram(name, help, 1, SIZES, tags);
    }

    private StripedHistogram histogram(String name, String help, long unit, long[] bounds, String... tags) {
        return histograms.computeIfAbsent(MeterKey.of(name, tags), key -> {
            StripedHistogram histogram = new StripedHistogram(bounds);
            text.add(name, help, unit, key.tags(), histogram);
            return histogram;
        });
    }

    @Override
    public Counter counter(String name, String help, String... tags) {
        LongAdder adder = counters.computeIfAbsent(MeterKey.of(name, tags), key -> {
            LongAdder fresh = new LongAdder();
            FunctionCounter.builder(name, fresh, LongAdder::sum)
                    .description(help)
                    .tags(Tags.of(tags))
                    .register(registry);
            return fresh;
        });
        return adder::add;
    }

    @Override
    public void gauge(String name, String help, DoubleSupplier supplier, String... tags) {
        Gauge.builder(name, supplier::getAsDouble)
                .description(help)
                .tags(Tags.of(tags))
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void removeGauges(String tag, String value) {
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof Gauge && value.equals(meter.getId().getTag(tag))) {
                registry.remove(meter);
            }
        }
    }

    /** Everything, in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape() + text.render();
    }

    private static double residentBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
            return Double.parseDouble(pages[1]) * PAGE_BYTES;
        } catch (IOException e) {
            // Not Linux: there is no such figure.
            return Double.NaN;
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
