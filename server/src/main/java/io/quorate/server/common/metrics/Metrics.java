package io.quorate.server.common.metrics;

import java.util.function.DoubleSupplier;

/**
 * Where rooms register their figures. Names are Prometheus names with the unit last and without the counter suffix;
 * tags alternate name and value. Registering the same name and tags again gives the same meter.
 */
public interface Metrics {
    /** A latency distribution. */
    interface Timer {
        void recordNanos(long nanos);
    }

    /** A distribution of sizes or counts. */
    interface Summary {
        void record(long amount);
    }

    /** A count that only grows. */
    interface Counter {
        void add(long amount);
    }

    Timer timer(String name, String help, String... tags);

    Summary summary(String name, String help, String... tags);

    Counter counter(String name, String help, String... tags);

    /** A figure read when scraped; the supplier must be quick and thread-safe. */
    void gauge(String name, String help, DoubleSupplier supplier, String... tags);

    /** Takes away all gauges with this tag: what they told of is gone. */
    void removeGauges(String tag, String value);

    /** Records nothing. */
    static Metrics none() {
        return new Metrics() {
            @Override
            public Timer timer(String name, String help, String... tags) {
                return nanos -> {};
            }

            @Override
            public Summary summary(String name, String help, String... tags) {
                return amount -> {};
            }

            @Override
            public Counter counter(String name, String help, String... tags) {
                return amount -> {};
            }

            @Override
            public void gauge(String name, String help, DoubleSupplier supplier, String... tags) {}

            @Override
            public void removeGauges(String tag, String value) {}
        };
    }
}
