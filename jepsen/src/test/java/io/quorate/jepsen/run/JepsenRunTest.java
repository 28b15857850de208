package io.quorate.jepsen.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.nemesis.SwarmPlan;
import io.quorate.jepsen.nemesis.Timing;
import io.quorate.jepsen.report.RunSetup;
import io.quorate.jepsen.workload.LoadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JepsenRunTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    /** Nobody listens on port 1. */
    @Test
    @Timeout(30)
    void shouldGiveUpOnNodesThatNeverServeAndNameThem() {
        Cluster cluster = new ExternalSource("127.0.0.1:1,127.0.0.2:1").open(directory, 1);
        RunSetup setup = new RunSetup("test", Instant.EPOCH, 1, "again", "0", Map.of(), cluster.nodes());
        RunSpec spec = new RunSpec(
                setup,
                LoadSpec.all(100),
                new SwarmPlan(1, true, 2, List.of()),
                Duration.ZERO,
                Timing.defaults(),
                List.of(),
                directory.resolve("run"));
        JepsenRun run = new JepsenRun(cluster, spec, new Bounds(SHORT, SHORT, SHORT, SHORT), line -> {});

        assertThatThrownBy(run::execute)
                .isInstanceOf(HarnessFailure.class)
                .hasMessageContaining("keyspace default is not served by all nodes")
                .hasMessageContaining("127.0.0.1:1 (log: ")
                .hasMessageContaining("127.0.0.2:1 (log: ");
    }
}
