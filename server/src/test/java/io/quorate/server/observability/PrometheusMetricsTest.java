package io.quorate.server.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
    private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void shouldShowATimerAsCumulativeBucketsInSeconds() {
        Metrics.Timer timer = metrics.timer("quorate_request_seconds", "How long", "method", "Put");

        timer.recordNanos(90_000);
        timer.recordNanos(100_000);
        timer.recordNanos(100_001);
        timer.recordNanos(20_000_000_000L);

        assertThat(lines())
                .containsSequence(
                        "# HELP quorate_request_seconds How long",
                        "# TYPE quorate_request_seconds histogram",
                        "quorate_request_seconds_bucket{method=\"Put\",le=\"5.0E-5\"} 0",
                        "quorate_request_seconds_bucket{method=\"Put\",le=\"1.0E-4\"} 2",
                        "quorate_request_seconds_bucket{method=\"Put\",le=\"2.0E-4\"} 3")
                .containsSequence(
                        "quorate_request_seconds_bucket{method=\"Put\",le=\"10.0\"} 3",
                        "quorate_request_seconds_bucket{method=\"Put\",le=\"+Inf\"} 4",
                        "quorate_request_seconds_sum{method=\"Put\"} 20.000290001",
                        "quorate_request_seconds_count{method=\"Put\"} 4");
    }

    @Test
    void shouldShowASummaryAsPlainNumbers() {
        metrics.summary("quorate_batch_requests", "Requests per batch").record(3);

        assertThat(lines())
                .contains(
                        "quorate_batch_requests_bucket{le=\"2\"} 0",
                        "quorate_batch_requests_bucket{le=\"4\"} 1",
                        "quorate_batch_requests_sum 3",
                        "quorate_batch_requests_count 1");
    }

    @Test
    void shouldGiveTheSameMeterForTheSameNameAndTags() {
        metrics.counter("quorate_things", "Things", "kind", "a").add(2);
        metrics.counter("quorate_things", "Things", "kind", "a").add(3);
        metrics.counter("quorate_things", "Things", "kind", "b").add(1);
        metrics.timer("quorate_x_seconds", "x").recordNanos(1);
        metrics.timer("quorate_x_seconds", "x").recordNanos(1);

        assertThat(lines())
                .contains(
                        "# TYPE quorate_things_total counter",
                        "quorate_things_total{kind=\"a\"} 5.0",
                        "quorate_things_total{kind=\"b\"} 1.0",
                        "quorate_x_seconds_count 2");
    }

    @Test
    void shouldReadGaugesWhenScraped() {
        List<Integer> queue = new ArrayList<>();
        metrics.gauge("quorate_queue_entries", "Waiting", queue::size);
        queue.add(1);

        assertThat(lines()).contains("quorate_queue_entries 1.0", "quorate_build{version=\"1.2.3\"} 1.0");
    }

    @Test
    void shouldShowTheJvmAndTheProcess() {
        assertThat(metrics.scrape())
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_threads_live_threads ")
                .contains("process_resident_memory_bytes ")
                .contains("process_cpu_usage ")
                .contains("process_files_open_files ");
    }

    @Test
    void shouldEscapeLabels() {
        metrics.summary("quorate_odd", "a\nb", "k", "a\"b\\c\nd").record(1);

        assertThat(lines()).contains("# HELP quorate_odd a\\nb", "quorate_odd_count{k=\"a\\\"b\\\\c\\nd\"} 1");
    }

    @Test
    void shouldRefuseTagsWithoutValues() {
        assertThatThrownBy(() -> metrics.counter("quorate_x", "x", "alone")).hasMessageContaining("alternate");
    }

    @Test
    void shouldLoseNoRecordingOfManyThreads() throws Exception {
        Metrics.Timer timer = metrics.timer("quorate_many_seconds", "many");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 100_000; n++) {
                    timer.recordNanos(n);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(lines()).contains("quorate_many_seconds_count 400000");
    }

    private List<String> lines() {
        return metrics.scrape().lines().filter(line -> line.contains("quorate")).toList();
    }
}
