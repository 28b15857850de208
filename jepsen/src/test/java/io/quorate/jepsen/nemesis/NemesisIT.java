package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.jepsen.cluster.process.ProcessCluster;
import io.quorate.jepsen.cluster.process.ProcessSpec;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.RunClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of fault once, for real, without clients. Needs a built server, root, and the packages faketime and
 * xfsprogs. The short tier does the same with clients.
 */
@Tag("chaos-long")
class NemesisIT {
    private static final Duration SERVES_WITHIN = Duration.ofSeconds(90);
    private static final Duration ENOUGH = Duration.ofMillis(600);
    /** So that snapshots are taken and the log is purged within seconds. */
    private static final List<String> SETTINGS = List.of(
            "log_segment_bytes: 8MiB",
            "snapshot_every_entries: 500",
            "snapshot_every_bytes: 1MiB",
            "store_write_buffer_bytes: 4MiB");

    @TempDir
    Path directory;

    @Test
    void shouldInstallSeeAndHealEveryKindOnARealCluster() throws Exception {
        long seed = Long.getLong("quorate.nemesis.seed", System.nanoTime());
        FaultSelection kinds = FaultSelection.parse(System.getProperty("quorate.nemesis.kinds", "!keyspace-*"));
        RunClock clock = new RunClock();
        ProcessSpec spec = ProcessSpec.threeNodes(directory).withSettings(SETTINGS);
        try (ProcessCluster cluster = ProcessCluster.open(spec);
                EtcdOperator operator = new EtcdOperator(cluster.nodes(), clock)) {
            assertThat(cluster.missing())
                    .as("what this test needs: root, and the packages faketime and xfsprogs")
                    .isEmpty();
            for (int node = 0; node < 3; node++) {
                cluster.start(node);
            }
            operator.start();
            await().atMost(SERVES_WITHIN).until(() -> operator.written() > 100);
            SwarmPlan plan = oneOfEach(seed, kinds);
            plan.lines().forEach(System.out::println);

            NemesisPorts ports = new NemesisPorts(
                    cluster,
                    List.of(new KeyspacePorts(0, "default", "", operator, operator)),
                    new NoKeyspaces(),
                    Timing.defaults());
            Nemesis nemesis = new Nemesis(ports, plan, clock, new Printer());
            nemesis.start();
            await().atMost(Duration.ofMinutes(12))
                    .pollInterval(Duration.ofMillis(200))
                    .until(nemesis::isOver);
            NemesisReport report = nemesis.stop();
            long before = operator.written();

            report.exits().forEach(System.out::println);
            assertThat(report.broken()).isEmpty();
            assertThat(report.unhealed()).isEmpty();
            assertThat(report.faults())
                    .hasSameSizeAs(plan.faults())
                    .allSatisfy(fault ->
                            assertThat(fault.status()).as(fault.toString()).isEqualTo(FaultStatus.INSTALLED));
            assertThat(report.exits()).isEmpty();
            await().atMost(SERVES_WITHIN).until(() -> operator.written() > before + 100);
        }
    }

    /** Leader and followers by turns, and not for long. */
    private static SwarmPlan oneOfEach(long seed, FaultSelection kinds) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PlannedFault> faults = new ArrayList<>();
        Duration at = Duration.ZERO;
        int turn = random.nextInt(2);
        for (FaultKind kind : kinds.kinds()) {
            Target target = kind.targets().get(turn++ % kind.targets().size());
            Duration duration = kind.least().compareTo(ENOUGH) < 0 ? ENOUGH : kind.least();
            faults.add(new PlannedFault(at, kind, new FaultSpec(kind.name(), target, duration, random.nextLong())));
            at = at.plusMillis(500);
        }
        return new SwarmPlan(seed, false, 3, faults);
    }

    private static final class Printer implements NemesisListener {
        @Override
        public void ended(FaultRecord fault) {
            System.out.printf(
                    Locale.ROOT,
                    "%8.3f s to %8.3f s  %-13s %s %s %s: %s%n",
                    fault.installedNanos() / 1e9,
                    fault.healedNanos() / 1e9,
                    fault.status(),
                    fault.kind(),
                    fault.nodes(),
                    fault.roles(),
                    fault.detail());
        }

        @Override
        public void exited(UnexpectedExit exit) {
            System.out.println(exit);
        }
    }
}
