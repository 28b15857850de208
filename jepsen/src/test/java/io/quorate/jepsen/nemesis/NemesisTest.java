package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.RunClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NemesisTest {
    /** What of each kind must reach the cluster, and what must bring it back. */
    private static final Map<String, List<String>> ACTS = Map.ofEntries(
            Map.entry("kill", List.of("kill", "start")),
            Map.entry("kill-majority", List.of("kill", "start")),
            Map.entry("kill-all", List.of("kill", "start")),
            Map.entry("restart", List.of("terminate", "start")),
            Map.entry("restart-rolling", List.of("terminate n1", "start n1", "terminate n2", "terminate n3")),
            Map.entry("restart-fast", List.of("kill", "start")),
            Map.entry("pause", List.of("pause", "resume")),
            Map.entry("pause-all", List.of("pause n1", "pause n2", "pause n3", "resume n1", "resume n2", "resume n3")),
            Map.entry("flap-pause", List.of("pause", "resume")),
            Map.entry("power-loss-one", List.of("losePower", "start")),
            Map.entry("power-loss-all", List.of("losePower n1", "losePower n2", "losePower n3", "start")),
            Map.entry("zone-loss", List.of()),
            Map.entry("city-loss", List.of()),
            Map.entry("slow-link", List.of("slow")),
            Map.entry("throttle-link", List.of("throttle")),
            Map.entry("clock-step", List.of("step")),
            Map.entry("clock-rate", List.of("rate", "terminate", "start")),
            Map.entry("disk-full", List.of("fill", "unfill", "start")),
            Map.entry("disk-stall", List.of("stall", "unstall")),
            Map.entry("disk-slow", List.of("slowDisk")),
            Map.entry("disk-eio", List.of("fail", "repair", "start")),
            Map.entry("corrupt-log", List.of("kill", "flipBit", "start")),
            Map.entry("corrupt-sst", List.of("kill", "flipBit", "start")),
            Map.entry("failpoint-crash", List.of("arm", "start")),
            Map.entry("failpoint-stall", List.of("arm")),
            Map.entry("transfer", List.of("moveLeader")),
            Map.entry("transfer-storm", List.of("moveLeader")),
            Map.entry("compaction", List.of("compact")),
            Map.entry("keyspace-switch", List.of("switchTo")),
            Map.entry("keyspace-switch-storm", List.of("changeHome")),
            Map.entry("keyspace-create-drop", List.of("create", "put", "read", "drop")),
            Map.entry("schedule-switch-over-slow-link", List.of("slow", "moveLeader")),
            Map.entry("snapshot-install", List.of("kill", "write", "start")),
            Map.entry("schedule-restart-in-lease", List.of("cut", "kill", "start", "heal")),
            Map.entry("schedule-paused-candidate", List.of("cut", "pause", "heal", "resume")),
            Map.entry("schedule-isolated-leader", List.of("cut n1", "heal n1")),
            Map.entry("schedule-paused-past-lease", List.of("pause n1", "resume n1")),
            Map.entry("schedule-power-loss-at-election", List.of("kill n1", "losePower", "cut", "start", "heal")),
            Map.entry("schedule-power-loss-while-cut", List.of("cut", "losePower", "heal", "start")),
            Map.entry("schedule-split-vote", List.of("pause n1", "resume n1")),
            Map.entry("schedule-drifting-lease", List.of("rate", "kill", "start", "cut", "heal")),
            Map.entry("schedule-killed-install", List.of("kill", "write", "start")),
            Map.entry("schedule-zone-loss-and-one", List.of("kill", "start")),
            Map.entry("schedule-full-quorum", List.of("fill", "unfill", "start")));

    @TempDir
    Path directory;

    static Stream<FaultKind> kinds() {
        return FaultKinds.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldInstallSeeAndHealEveryKind(FaultKind kind) {
        for (int size : new int[] {3, 5}) {
            FakeCluster cluster = new FakeCluster(directory.resolve("of-" + size), size);
            FaultSelection one = FaultSelection.parse(kind.name());
            SwarmPlan plan = plan(size, false, Duration.ofSeconds(40), one, 7);
            assertThat(plan.faults()).isNotEmpty();

            NemesisReport report = run(cluster, plan);

            assertThat(report.faults())
                    .hasSameSizeAs(plan.faults())
                    .allSatisfy(fault ->
                            assertThat(fault.status()).as(fault.toString()).isEqualTo(FaultStatus.INSTALLED))
                    .allSatisfy(fault -> assertThat(fault.nodes()).isNotEmpty())
                    .allSatisfy(fault -> assertThat(fault.roles()).isSubsetOf("leader", "follower", "unknown"))
                    .allSatisfy(
                            fault -> assertThat(fault.healedNanos()).isGreaterThanOrEqualTo(fault.installedNanos()));
            assertWell(cluster, report);
            List<String> acts = ACTS.getOrDefault(kind.name(), List.of("cut", "heal"));
            assertThat(acts)
                    .allSatisfy(act -> assertThat(cluster.journal())
                            .anyMatch(line -> line.equals(act) || line.startsWith(act + " ")));
            // Who counts the writers of revisions must know.
            assertThat(cluster.journal().stream().anyMatch(line -> line.startsWith("write")))
                    .isEqualTo(kind.putsKeys());
        }
    }

    @Test
    void shouldSeeEveryKindOnTheRolesItIsMeantFor() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        SwarmPlan plan = SwarmPlan.eachOnce(5, 3, false, FaultKinds.possible(cluster), Duration.ZERO);

        NemesisReport report = run(cluster, plan);

        Coverage coverage = Coverage.of(report.faults());
        assertThat(coverage.missing(FaultKinds.all())).isEmpty();
        assertThat(coverage.kinds()).isEqualTo(FaultKinds.all().size()).isGreaterThanOrEqualTo(30);
        assertThat(coverage.total()).isEqualTo(report.faults().size());
        assertThat(coverage.count("kill", "leader")).isEqualTo(1);
        assertWell(cluster, report);
    }

    @Test
    void shouldSayWhichNodesWereHitAndWhatTheyWere() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.elect(2);

        NemesisReport report = run(cluster, once("kill", Target.LEADER, Duration.ofMillis(500)));

        FaultRecord fault = report.faults().get(0);
        assertThat(fault.nodes()).containsExactly(2);
        assertThat(fault.roles()).containsExactly("leader");
        assertThat(fault.detail()).contains("killed n3");
        // Down for half a second, then a second to start.
        assertThat(Duration.ofNanos(fault.healedNanos() - fault.installedNanos()))
                .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(1_700));
    }

    @Test
    void shouldCallAFaultIndeterminateWhenItsEffectWasNotSeen() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.failNext("verify", 1);

        NemesisReport report = run(cluster, once("partition-isolate-leader", Target.LEADER, Duration.ofSeconds(1)));

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INDETERMINATE);
            assertThat(fault.detail()).contains("not installed: verify is made to fail");
        });
        assertWell(cluster, report);
    }

    @Test
    void shouldSkipAFailpointThatNobodyComesTo() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.failpoints.neverTake();

        NemesisReport report = run(cluster, once("failpoint-crash", Target.FOLLOWER, Duration.ofSeconds(1)));

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.SKIPPED);
            assertThat(fault.detail()).contains("did not come to crash-");
        });
        assertThat(cluster.journal()).anyMatch(line -> line.startsWith("disarm"));
        assertWell(cluster, report);
    }

    @Test
    void shouldTryAgainToHealAndSaySo() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.failNext("resume", 1);

        NemesisReport report = run(cluster, once("pause", Target.FOLLOWER, Duration.ofSeconds(1)));

        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INDETERMINATE);
            assertThat(fault.detail()).contains("paused").contains("not healed: resume is made to fail");
        });
        assertWell(cluster, report);
    }

    @Test
    void shouldTellWhatCouldNotBeHealed() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.failNext("resume", 1_000);

        NemesisReport report = run(cluster, once("pause", Target.FOLLOWER, Duration.ofSeconds(1)));

        assertThat(report.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.status()).isEqualTo(FaultStatus.INDETERMINATE));
        assertThat(report.unhealed())
                .contains("resume is made to fail")
                .anyMatch(line -> line.startsWith("not all nodes run and agree"));
        assertThat(report.broken()).isEmpty();
    }

    @Test
    void shouldCallAFaultIndeterminateWhenItsEndIsNotSeen() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        // It starts, and its process is killed again and again by something.
        cluster.atEveryMoment(() -> cluster.crash(1, 1));

        NemesisReport report = run(cluster, once("kill", Target.MINORITY, Duration.ofSeconds(1)));

        assertThat(report.exits()).isNotEmpty().allSatisfy(exit -> {
            assertThat(exit.code()).isEqualTo(1);
            assertThat(exit.name()).isEqualTo("n2");
        });
        assertThat(report.unhealed()).isNotEmpty();
    }

    @Test
    void shouldFindAProcessThatEndedAsNoFaultExplains() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        boolean[] crashed = {false};
        cluster.atEveryMoment(() -> {
            if (!crashed[0] && cluster.nanos() > Duration.ofSeconds(2).toNanos()) {
                crashed[0] = true;
                cluster.crash(2, 15);
            }
        });
        List<UnexpectedExit> heard = new ArrayList<>();
        NemesisListener listener = new NemesisListener() {
            @Override
            public void exited(UnexpectedExit exit) {
                heard.add(exit);
            }
        };

        NemesisReport report = new Nemesis(
                        cluster.ports(), once("slow-link", Target.LEADER, Duration.ofSeconds(5)), cluster, listener)
                .runHere();

        assertThat(report.exits()).singleElement().satisfies(exit -> {
            assertThat(exit.node()).isEqualTo(2);
            assertThat(exit.code()).isEqualTo(15);
            assertThat(exit.during()).containsExactly("slow-link");
        });
        assertThat(heard).isEqualTo(report.exits());
        assertThat(cluster.journal()).contains("start n3");
        assertWell(
                cluster, new NemesisReport(report.faults(), List.of(), report.unhealed(), List.of(), report.broken()));
    }

    @Test
    void shouldExplainAnEndOnlyByItsDocumentedCode() {
        FakeCluster explained = new FakeCluster(directory.resolve("explained"), 3);
        NemesisReport clean = run(explained, once("disk-full", Target.LEADER, Duration.ofSeconds(3)));
        assertThat(clean.faults().get(0).detail()).contains("n1 ended with code 16");
        assertWell(explained, clean);

        FakeCluster other = new FakeCluster(directory.resolve("other"), 3);
        other.atEveryMoment(() -> {
            if (other.journal().contains("fill n1") && !other.journal().contains("unfill n1")) {
                other.crash(0, 1);
            }
        });
        NemesisReport wrong = run(other, once("disk-full", Target.LEADER, Duration.ofSeconds(3)));
        assertThat(wrong.exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.code()).isEqualTo(1));
    }

    @Test
    void shouldFindAStopThatIsNotClean() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.failNext("terminate cleanly", 1);

        NemesisReport report = run(cluster, once("restart", Target.LEADER, Duration.ZERO));

        assertThat(report.exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.code()).isEqualTo(143));
        assertThat(report.faults().get(0).status()).isEqualTo(FaultStatus.INSTALLED);
    }

    @Test
    void shouldSkipWhatCannotBeDoneAndSayWhy() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        // The last one waits in vain for a node that another has.
        SwarmPlan plan = new SwarmPlan(
                1,
                false,
                3,
                List.of(
                        planned(0, "pause", Target.LEADER, Duration.ofSeconds(1)),
                        planned(1_200, "disk-stall", Target.FOLLOWER, Duration.ofSeconds(100)),
                        planned(2_000, "disk-slow", Target.ALL, Duration.ofSeconds(1))));

        NemesisReport report = run(cluster, plan);

        assertThat(report.faults())
                .filteredOn(fault -> fault.kind().equals("disk-slow"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.status()).isEqualTo(FaultStatus.SKIPPED);
                    assertThat(fault.detail()).matches("in use: node[0-2]");
                });
        assertThat(cluster.journal()).noneMatch(line -> line.startsWith("slowDisk"));
    }

    /** What needs all nodes gets them in the end, though others come and go all the time. */
    @Test
    void shouldLetNobodyPassWhatWaitsForTheSame() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        List<PlannedFault> faults = new ArrayList<>();
        for (int at = 0; at < 20_000; at += 300) {
            faults.add(planned(at, "pause", Target.FOLLOWER, Duration.ofSeconds(1)));
        }
        faults.add(10, planned(2_700, "power-loss-all", Target.ALL, Duration.ZERO));
        faults.add(20, planned(5_400, "schedule-isolated-leader", Target.OWN, Duration.ZERO));

        NemesisReport report = run(cluster, new SwarmPlan(1, false, 3, faults));

        assertThat(report.faults())
                .filteredOn(fault -> !fault.kind().equals("pause"))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED))
                .allSatisfy(fault ->
                        assertThat(Duration.ofNanos(fault.installedNanos())).isLessThan(Duration.ofSeconds(12)));
        assertWell(cluster, report);
    }

    @Test
    void shouldMoveDamagedFilesAwayAsTheRunbooksSay() {
        FakeCluster cluster = new FakeCluster(directory, 3);

        NemesisReport tables =
                run(cluster, SwarmPlan.eachOnce(3, 3, false, List.of(kind("corrupt-sst")), Duration.ZERO));

        assertThat(tables.faults()).hasSize(2).allSatisfy(fault -> {
            Path data = cluster.data(fault.nodes().get(0));
            assertThat(fault.detail()).contains("ended with code 14");
            assertThat(data.resolve("moved-away/default/db")).exists();
            assertThat(data.resolve("moved-away/default/snapshots")).exists();
            assertThat(data.resolve("moved-away/default/raft")).doesNotExist();
        });

        NemesisReport logs = run(cluster, SwarmPlan.eachOnce(3, 3, false, List.of(kind("corrupt-log")), Duration.ZERO));

        assertThat(logs.faults()).hasSize(2).allSatisfy(fault -> {
            assertThat(fault.detail()).contains("ended with code 13");
            assertThat(cluster.data(fault.nodes().get(0)).resolve("moved-away/default/raft"))
                    .exists();
            // Ten times the longest election timeout, so that no election is under way.
            assertThat(Duration.ofNanos(fault.healedNanos() - fault.installedNanos()))
                    .isGreaterThan(Duration.ofSeconds(10));
        });
        assertWell(cluster, logs);
    }

    @Test
    void shouldWaitForALeaderBeforeTheNextFaultThatBreaksTheMajority() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        List<PlannedFault> faults = new ArrayList<>();
        for (int count = 0; count < 6; count++) {
            faults.add(planned(count * 100, "power-loss-all", Target.ALL, Duration.ofMillis(200)));
        }

        NemesisReport report = run(cluster, new SwarmPlan(1, false, 3, faults));

        assertThat(report.faults()).hasSize(6).allSatisfy(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED);
            assertThat(fault.roles()).containsExactlyInAnyOrder("leader", "follower");
        });
    }

    @Test
    void shouldDoTheSameWithTheSameSeed() {
        SwarmPlan plan = plan(3, false, Duration.ofMinutes(2), FaultSelection.everything(), 99);

        NemesisReport one = run(new FakeCluster(directory.resolve("one"), 3), plan);
        NemesisReport other = run(new FakeCluster(directory.resolve("other"), 3), plan);

        assertThat(one.faults()).isNotEmpty().isEqualTo(other.faults());
    }

    /** Many plans, done to the end: in the safe profile a connected majority is up whatever the nemesis does. */
    @Test
    void shouldKeepAMajorityAtEveryMomentOfTheSafeProfile() {
        int installed = 0;
        for (long seed = 1; seed <= 40; seed++) {
            for (int size : new int[] {3, 5}) {
                FakeCluster cluster = new FakeCluster(directory.resolve(size + "-" + seed), size);
                String where = "seed " + seed + ", " + size + " nodes";
                cluster.atEveryMoment(() ->
                        assertThat(cluster.hasConnectedMajority()).as(where).isTrue());
                SwarmPlan plan = plan(size, true, Duration.ofSeconds(60), FaultSelection.everything(), seed);

                NemesisReport report = run(cluster, plan);

                assertThat(report.broken()).as(where).isEmpty();
                assertThat(report.faults())
                        .as(where)
                        .isNotEmpty()
                        .noneMatch(fault -> fault.status() == FaultStatus.INDETERMINATE);
                assertThat(report.unhealed()).as(where).isEmpty();
                assertThat(cluster.wounds()).as(where).isEmpty();
                installed += Coverage.of(report.faults()).total();
            }
        }
        assertThat(installed).isGreaterThan(80 * 10);
    }

    /** And in the other profile everything is well in the end. */
    @Test
    void shouldHealEverythingAfterAnything() {
        Set<FaultStatus> seen = new java.util.HashSet<>();
        for (long seed = 1; seed <= 40; seed++) {
            for (int size : new int[] {3, 5}) {
                FakeCluster cluster = new FakeCluster(directory.resolve(size + "-" + seed), size);
                SwarmPlan plan = plan(size, false, Duration.ofSeconds(60), FaultSelection.everything(), seed);

                NemesisReport report = run(cluster, plan);

                report.faults().forEach(fault -> seen.add(fault.status()));
                assertThat(report.faults()).as("seed " + seed).isNotEmpty();
                assertWell(cluster, report);
            }
        }
        assertThat(seen).contains(FaultStatus.INSTALLED);
    }

    @Test
    void shouldEndWhenToldToAndHeal() throws Exception {
        FakeCluster cluster = new FakeCluster(directory, 3);
        RunClock clock = new RunClock();
        List<FaultRecord> installed = new java.util.concurrent.CopyOnWriteArrayList<>();
        NemesisListener listener = new NemesisListener() {
            @Override
            public void installed(FaultRecord soFar) {
                installed.add(soFar);
            }
        };
        Nemesis nemesis = new Nemesis(
                cluster.ports(),
                once("pause", Target.LEADER, Duration.ofDays(1)),
                new SlowedPace(cluster, clock),
                listener);

        nemesis.start();
        org.awaitility.Awaitility.await().until(() -> !installed.isEmpty());
        NemesisReport report = nemesis.stop();

        assertThat(nemesis.isOver()).isTrue();
        assertThat(report.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.status()).isEqualTo(FaultStatus.INSTALLED);
            assertThat(fault.detail()).contains("paused n1");
        });
        assertWell(cluster, report);
        assertThat(nemesis.stop().faults()).isEqualTo(report.faults());
    }

    /** The fake's time, but a thread that waits in it lets others run. */
    private record SlowedPace(FakeCluster cluster, RunClock clock) implements Pace {
        @Override
        public long nanos() {
            return cluster.nanos();
        }

        @Override
        public void pause(Duration time) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            cluster.pause(time);
        }
    }

    @Test
    void shouldReportThatItBrokeDown() {
        FakeCluster cluster = new FakeCluster(directory, 3);
        cluster.atEveryMoment(() -> {
            if (cluster.journal().contains("pause n1")
                    && cluster.nanos() < Duration.ofSeconds(2).toNanos()) {
                throw new IllegalStateException("a bug of the harness");
            }
        });

        NemesisReport report = run(cluster, once("pause", Target.LEADER, Duration.ofSeconds(1)));

        assertThat(report.broken())
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("a bug of the harness"));
    }

    private static void assertWell(FakeCluster cluster, NemesisReport report) {
        assertThat(report.broken()).isEmpty();
        assertThat(report.violations()).isEmpty();
        assertThat(report.unhealed()).isEmpty();
        assertThat(report.exits()).isEmpty();
        assertThat(cluster.wounds()).isEmpty();
    }

    private static NemesisReport run(FakeCluster cluster, SwarmPlan plan) {
        return new Nemesis(cluster.ports(), plan, cluster, NemesisListener.NOBODY).runHere();
    }

    private static SwarmPlan plan(int nodes, boolean safe, Duration time, FaultSelection kinds, long seed) {
        return SwarmPlan.of(new SwarmOptions(seed, time, nodes, safe, kinds, seed % 2 == 0, SwarmOptions.Speed.ANY));
    }

    private static SwarmPlan once(String kind, Target target, Duration duration) {
        return new SwarmPlan(1, false, 3, List.of(planned(1_000, kind, target, duration)));
    }

    private static PlannedFault planned(int atMillis, String kind, Target target, Duration duration) {
        return new PlannedFault(
                Duration.ofMillis(atMillis), kind(kind), new FaultSpec(kind, target, duration, 17 + atMillis));
    }

    private static FaultKind kind(String name) {
        return FaultKinds.named(name).orElseThrow();
    }
}
