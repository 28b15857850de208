package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The short tier. Needs root (disks on loop devices), and the packages xfsprogs and faketime: without them fewer kinds
 * of faults are possible and the floors below are not reached.
 */
class ChaosIT {
    /** They take ten to fifty seconds each: a build has time for half of them, and the long tier for all. */
    private static final List<String> SLOW = List.of(
            "restart-rolling",
            "corrupt-log",
            "corrupt-sst",
            "clock-rate",
            "snapshot-install",
            "schedule-killed-install",
            "schedule-drifting-lease",
            "schedule-laggard-elected");

    private static String withHalfOfTheSlow(long seed) {
        List<String> left = new ArrayList<>(SLOW);
        Collections.shuffle(left, new Random(seed));
        return "*,!" + String.join(",!", left.subList(0, SLOW.size() / 2));
    }

    @Test
    void shouldKeepEveryPromiseWhileOneKindOfFaultAfterTheOtherIsTried() throws Exception {
        long seed = Tier.seed();
        Totals totals = Tier.run(
                "every-kind",
                seed,
                new Tier.Size(Duration.ZERO, Duration.ofMinutes(3), 6_000),
                withHalfOfTheSlow(seed),
                new Tier.Style(true, Profile.BRUTAL, Speed.ANY),
                Tier.quickNodes());

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.kinds()).isGreaterThanOrEqualTo(25);
        assertThat(totals.verified()).isGreaterThanOrEqualTo(50);
        assertThat(totals.ops()).isGreaterThanOrEqualTo(100_000);
        assertThat(totals.leaderChanges()).isGreaterThanOrEqualTo(15);
    }

    @Test
    void shouldLoseNothingWhenAllNodesLosePowerAtOnce() throws Exception {
        Tier.Size size = new Tier.Size(Duration.ZERO, Duration.ofSeconds(15), 3_000);

        Totals totals = Tier.run("power", size, "power-loss-all", Tier.Style.swarm(Profile.BRUTAL), Tier.quickNodes());

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.verified("power-loss-all")).isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldKeepEveryPromiseOfSeveralKeyspacesInASwarmOfFaults() throws Exception {
        Totals totals = Tier.run(
                "swarm",
                new Tier.Size(Duration.ofSeconds(1), Duration.ofSeconds(32), 6_000, 2),
                // A node that is made anew cannot come back while the system keyspace is led by who knew it.
                "*,!corrupt-log",
                Tier.Style.swarm(Profile.MIXED),
                Tier.quickNodes());

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.ops()).isGreaterThanOrEqualTo(20_000);
        assertThat(totals.verified()).isGreaterThanOrEqualTo(4);
    }
}
