package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.LeaderSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of keyspaces, which keyspace a fault is meant for, and when the nemesis gives up. */
class KeyspaceFaultsTest {
    @TempDir
    Path directory;

    @Test
    void shouldSwitchAndSeeTheLeaderThere() {
        FakeCluster cluster = new FakeCluster(directory, 3);

        NemesisReport report = run(cluster, planned(1_000, "keyspace-switch", Target.OWN));

        FaultRecord fault = report.faults().get(0);
        NodeSpec leader = cluster.nodes().get(cluster.leading());
        assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED);
        assertThat(cluster.leading()).isNotZero();
        assertThat(Set.of(leader.name(), leader.zone(), leader.city())).contains(cluster.keyspaces.home("default"));
        assertThat(fault.detail()).contains("was to be led from " + cluster.keyspaces.home("default"), "it was after");
    }

    @Test
    void shouldCallASwitchIndeterminateWhenTheLeaderStaysWhereItIs() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.keyspaces.stay();

        NemesisReport report = run(cluster, planned(1_000, "keyspace-switch", Target.OWN));

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INDETERMINATE);
            assertThat(fault.detail()).contains("its end was not seen within 30 s");
        });
    }

    @Test
    void shouldCallAWrongReadInANewKeyspaceABrokenPromise() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.keyspaces.readAs("something else");

        NemesisReport report = run(cluster, planned(1_000, "keyspace-create-drop", Target.OWN));

        assertThat(report.violations())
                .hasSize(3)
                .allSatisfy(violation -> assertThat(violation).contains("read 'something else' instead of 'scratch-"));
    }

    @Test
    void shouldCallAKeyspaceThatOutlivesItsDropABrokenPromise() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.keyspaces.forgetDrops();

        NemesisReport report = run(cluster, planned(1_000, "keyspace-create-drop", Target.OWN));

        assertThat(report.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.status()).isEqualTo(FaultStatus.INDETERMINATE));
        assertThat(report.violations())
                .hasSize(3)
                .allSatisfy(violation -> assertThat(violation).contains("was dropped, and n", "still lists it"));
    }

    @Test
    void shouldLiftTheHomeForAScheduleAndRestoreIt() throws Exception {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.keyspaces.changeHome("default", "shanghai");

        NemesisReport report = run(cluster, planned(1_000, "schedule-isolated-leader", Target.OWN));

        assertThat(report.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED));
        assertThat(cluster.journal().indexOf("changeHome"))
                .isLessThan(cluster.journal().indexOf("cut n1"));
        assertThat(cluster.journal().stream().filter("changeHome"::equals)).hasSize(3);
        assertThat(cluster.keyspaces.home("default")).isEqualTo("shanghai");
    }

    /** n1 leads the default keyspace, n3 the other. */
    @Test
    void shouldMeanTheLeaderOfTheKeyspaceThatAFaultIsFor() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        LeaderWatch other = node -> cluster.view(node)
                .map(view ->
                        new LeaderWatch.NodeView(new LeaderSample(view.said().nanos(), node, 2, 7, 1), view.applied()));
        NemesisPorts ports = new NemesisPorts(
                cluster,
                List.of(cluster.ports().keyspaces().get(0), new KeyspacePorts(1, "orders", "", other, cluster)),
                cluster.keyspaces,
                Timing.defaults());

        for (int keyspace = 0; keyspace < 2; keyspace++) {
            SwarmPlan plan = new SwarmPlan(1, false, 3, List.of(meantFor(keyspace)));
            NemesisReport report = new Nemesis(ports, plan, cluster, NemesisListener.NOBODY).runHere();

            FaultRecord fault = report.faults().get(0);
            assertThat(fault.roles()).containsExactly("leader");
            assertThat(fault.keyspace()).isEqualTo(keyspace);
            assertThat(fault.nodes()).containsExactly(keyspace == 0 ? 0 : 2);
            cluster.elect(0);
        }
    }

    private static PlannedFault meantFor(int keyspace) {
        long seed = 1;
        FaultSpec spec = new FaultSpec("pause", Target.LEADER, Duration.ofSeconds(1), seed);
        while (spec.keyspace(2) != keyspace) {
            seed++;
            spec = new FaultSpec("pause", Target.LEADER, Duration.ofSeconds(1), seed);
        }
        return new PlannedFault(Duration.ofSeconds(1), FaultKinds.named("pause").orElseThrow(), spec);
    }

    @Test
    void shouldGiveUpWhenANodeDoesNotComeBackAndSayWhich() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.atEveryMoment(() -> cluster.crash(1, 13));

        NemesisReport report =
                run(cluster, planned(1_000, "kill", Target.MINORITY), planned(400_000, "pause", Target.LEADER));

        assertThat(report.broken())
                .hasValueSatisfying(cause -> assertThat(cause)
                        .isInstanceOf(GaveUp.class)
                        .hasMessageContaining("n2 has been away for 150 s")
                        .hasMessageContaining("does not run, exit code 13"));
        assertThat(Duration.ofNanos(cluster.nanos())).isLessThan(Duration.ofMinutes(5));
        assertThat(report.faults()).noneMatch(fault -> fault.kind().equals("pause"));
        assertThat(report.unhealed())
                .anyMatch(line -> line.startsWith("not all nodes run") && line.contains("n2 does not run"));
    }

    @Test
    void shouldStopANodeThatGoesOnWithoutTheKeyspaceThatWasDamaged() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        boolean[] told = {false};
        cluster.atEveryMoment(() -> {
            if (!told[0] && cluster.journal().stream().anyMatch(line -> line.startsWith("flipBit"))) {
                told[0] = true;
                cluster.all()
                        .forEach(node -> FakeFiles.print(
                                cluster.log(node), "event=\"keyspace could not be opened\" group=\"default\""));
            }
        });

        FaultSpec spec = new FaultSpec("corrupt-log", Target.FOLLOWER, Duration.ZERO, 17);
        FaultKind kind = FaultKinds.named("corrupt-log").orElseThrow();
        NemesisReport report = run(cluster, new PlannedFault(Duration.ofSeconds(1), kind, spec));

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED);
            assertThat(fault.detail()).contains("went on without keyspace default and was stopped");
        });
        assertThat(report.exits()).isEmpty();
        assertThat(cluster.wounds()).isEmpty();
    }

    @Test
    void shouldSayWhatItIsStuckIn() throws Exception {
        FakeCluster cluster = new FakeCluster(directory, 3);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        cluster.keyspaces.atCreation(() -> {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        AtomicLong late = new AtomicLong();
        Pace pace = new Pace() {
            @Override
            public long nanos() {
                return cluster.nanos() + late.get();
            }

            @Override
            public void pause(Duration time) {
                LockSupport.parkNanos(100_000);
                cluster.pause(time);
            }
        };
        SwarmPlan plan = new SwarmPlan(1, false, 3, List.of(planned(100, "keyspace-create-drop", Target.OWN)));
        try (Nemesis nemesis = new Nemesis(cluster.ports(), plan, pace, NemesisListener.NOBODY)) {
            nemesis.start();
            entered.await();
            assertThat(nemesis.stuck()).isEmpty();

            late.set(Nemesis.LONGEST_STEP.plusSeconds(1).toNanos());

            assertThat(nemesis.stuck())
                    .hasValue("beginning of keyspace-create-drop on n1, n2, n3 has gone on for 301 s");
            assertThatThrownBy(nemesis::stop)
                    .isInstanceOf(GaveUp.class)
                    .hasMessageContaining("keyspace-create-drop on n1, n2, n3");
            released.countDown();
            Awaitility.await().until(nemesis::isOver);
        }
    }

    private static NemesisReport run(FakeCluster cluster, PlannedFault... faults) {
        SwarmPlan plan = new SwarmPlan(1, false, 3, List.of(faults));
        return new Nemesis(cluster.ports(), plan, cluster, NemesisListener.NOBODY).runHere();
    }

    private static PlannedFault planned(int atMillis, String kind, Target target) {
        return new PlannedFault(
                Duration.ofMillis(atMillis),
                FaultKinds.named(kind).orElseThrow(),
                new FaultSpec(kind, target, Duration.ofSeconds(1), 17 + atMillis));
    }
}
