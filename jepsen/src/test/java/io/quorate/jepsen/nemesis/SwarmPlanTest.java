package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SwarmPlanTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void shouldBeAFunctionOfItsSeed() {
        SwarmPlan one = SwarmPlan.of(options(4711, 3, false));

        assertThat(SwarmPlan.of(options(4711, 3, false)).lines()).isEqualTo(one.lines());
        assertThat(SwarmPlan.of(options(4712, 3, false)).lines()).isNotEqualTo(one.lines());
    }

    /** At no moment of a safe plan are more nodes impaired than may be missed. */
    @Test
    void shouldImpairAMinorityAtMostInTenThousandSafePlans() {
        int overlaps = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            int nodes = 3 + 2 * (int) (seed % 2);
            SwarmPlan plan = SwarmPlan.of(options(seed, nodes, true));
            for (PlannedFault fault : plan.faults()) {
                assertThat(fault.kind().keepsMajority())
                        .as(() -> fault.kind().name())
                        .isTrue();
                List<PlannedFault> during = plan.faults().stream()
                        .filter(other -> other.at().compareTo(fault.at()) <= 0
                                && (other.equals(fault) || other.end().compareTo(fault.at()) > 0))
                        .toList();
                int impaired =
                        during.stream().mapToInt(other -> other.impaired(nodes)).sum();
                assertThat(impaired).as("seed %d at %s", seed, fault.at()).isLessThanOrEqualTo((nodes - 1) / 2);
                if (during.stream().anyMatch(other -> other.kind().alone())) {
                    assertThat(during).as("seed " + seed).hasSize(1);
                }
                overlaps += during.size() > 1 ? 1 : 0;
            }
        }
        assertThat(overlaps).as("faults that overlap others").isGreaterThan(10_000);
    }

    @Test
    void shouldNeverBreakTheMajorityTwiceAtATime() {
        for (long seed = 0; seed < 2_000; seed++) {
            SwarmPlan plan = SwarmPlan.of(options(seed, 3, false));
            for (PlannedFault fault : plan.faults()) {
                long breaking = plan.faults().stream()
                        .filter(other -> !other.kind().keepsMajority())
                        .filter(other -> other.at().compareTo(fault.at()) <= 0
                                && other.end().compareTo(fault.at()) > 0)
                        .count();
                assertThat(breaking).as("seed " + seed).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void shouldDrawOtherKindsWithOtherSeeds() {
        Set<Set<String>> subsets = new HashSet<>();
        Set<String> all = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            Set<String> kinds = new HashSet<>();
            SwarmPlan.of(new SwarmOptions(
                            seed, Duration.ofMinutes(20), 3, false, FaultSelection.everything(), true, Speed.FAST))
                    .faults()
                    .forEach(fault -> kinds.add(fault.kind().name()));
            assertThat(kinds).hasSizeBetween(6, FaultKinds.all().size() - 1);
            subsets.add(kinds);
            all.addAll(kinds);
        }
        assertThat(subsets).hasSizeGreaterThan(35);
        assertThat(all).hasSameSizeAs(FaultKinds.all());
    }

    @Test
    void shouldMeetLeaderAndFollowersByTurns() {
        SwarmPlan plan =
                SwarmPlan.of(new SwarmOptions(3, MINUTE, 3, true, FaultSelection.parse("restart"), false, Speed.FAST));

        List<Target> targets =
                plan.faults().stream().map(fault -> fault.spec().target()).toList();

        assertThat(targets).hasSizeGreaterThan(5);
        for (int at = 1; at < targets.size(); at++) {
            assertThat(targets.get(at)).isNotEqualTo(targets.get(at - 1));
        }
    }

    @Test
    void shouldComeAsOftenAsTheWeightSays() {
        SwarmPlan plan = SwarmPlan.of(new SwarmOptions(
                3,
                Duration.ofMinutes(30),
                3,
                false,
                FaultSelection.parse("power-loss-all=3,compaction"),
                false,
                Speed.FAST));

        long losses = plan.faults().stream()
                .filter(fault -> fault.kind().name().equals("power-loss-all"))
                .count();

        assertThat((double) losses / plan.faults().size()).isBetween(0.74, 0.76);
    }

    /** More than the long tier asks for: thirteen a minute. */
    @Test
    void shouldPlanEnoughFaultsAMinute() {
        int faults = 0;
        for (long seed = 0; seed < 100; seed++) {
            faults += SwarmPlan.of(
                            new SwarmOptions(seed, MINUTE, 3, false, FaultSelection.everything(), true, Speed.MEDIUM))
                    .faults()
                    .size();
        }

        assertThat(faults / 100.0).isGreaterThan(14);
    }

    /** What a build's swarm asks for. */
    @Test
    void shouldPlanAFaultInSixSecondsWhateverTheSeed() {
        FaultSelection kinds = FaultSelection.parse("*,!corrupt-log");
        for (long seed = 0; seed < 4_000; seed++) {
            SwarmPlan plan = SwarmPlan.of(
                    new SwarmOptions(seed, Duration.ofSeconds(32), 3, seed % 2 == 0, kinds, true, Speed.ANY));

            assertThat(plan.faults().stream().filter(fault -> !fault.kind().alone()))
                    .as("seed %d", seed)
                    .hasSizeGreaterThanOrEqualTo(5);
        }
    }

    /** Nothing but schedules is asked for: there is no fuller plan to be drawn. */
    @Test
    void shouldPlanSchedulesAloneWhenNothingElseIsAskedFor() {
        SwarmPlan plan = SwarmPlan.of(new SwarmOptions(
                1, MINUTE, 3, false, FaultSelection.parse("schedule-paused-past-lease"), true, Speed.ANY));

        assertThat(plan.faults()).hasSizeGreaterThan(2);
    }

    @Test
    void shouldDoEachKindOnEachTargetThatTheProfileAllows() {
        List<PlannedFault> safe =
                SwarmPlan.eachOnce(1, 3, true, FaultKinds.all(), Duration.ZERO).faults();
        List<PlannedFault> brutal =
                SwarmPlan.eachOnce(1, 3, false, FaultKinds.all(), Duration.ZERO).faults();

        assertThat(safe).isNotEmpty().allMatch(fault -> fault.kind().keepsMajority());
        assertThat(brutal)
                .hasSize(FaultKinds.all().stream()
                        .mapToInt(kind -> kind.targets().size())
                        .sum());
    }

    @Test
    void shouldKeepFaultsApartThatAreToBeSeenAlone() {
        List<PlannedFault> faults = SwarmPlan.eachOnce(1, 3, false, FaultKinds.all(), Speed.SLOW.apart())
                .faults();

        for (int i = 1; i < faults.size(); i++) {
            assertThat(faults.get(i).at())
                    .isGreaterThanOrEqualTo(faults.get(i - 1).end().plusSeconds(5));
        }
    }

    @Test
    void shouldPrintWhatWillBeDone() {
        SwarmPlan plan = new SwarmPlan(
                9,
                true,
                3,
                List.of(new PlannedFault(
                        Duration.ofMillis(1_500),
                        FaultKinds.named("slow-link").orElseThrow(),
                        new FaultSpec("slow-link", Target.LEADER, Duration.ofMillis(2_000), 5))));

        assertThat(plan.lines().get(0))
                .isEqualTo("plan of seed 9: 1 faults on 3 nodes, a majority stays up and connected");
        assertThat(plan.lines().get(1))
                .matches(" +1\\.500 s  slow-link of leader, by \\d+ ms, jitter \\d+ ms, for 2\\.000 s, seed 5");
    }

    private static SwarmOptions options(long seed, int nodes, boolean safe) {
        return new SwarmOptions(seed, MINUTE, nodes, safe, FaultSelection.everything(), seed % 3 == 0, Speed.ANY);
    }
}
