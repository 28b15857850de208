package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The short tier. Needs root (disks on loop devices), and the packages xfsprogs and faketime: without them fewer kinds
 * of faults are possible and the floors below are not reached.
 */
class ChaosIT {
    @Test
    void shouldKeepEveryPromiseWhileEveryKindOfFaultIsTried() throws Exception {
        Totals totals = Tier.run(
                "every-kind",
                new Tier.Size(Duration.ZERO, Duration.ofMinutes(3), 6_000),
                "*",
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
    void shouldKeepEveryPromiseInASwarmOfFaults() throws Exception {
        Totals totals = Tier.run(
                "swarm",
                new Tier.Size(Duration.ofSeconds(1), Duration.ofSeconds(40), 6_000),
                "*",
                Tier.Style.swarm(Profile.MIXED),
                Tier.quickNodes());

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.ops()).isGreaterThanOrEqualTo(20_000);
        assertThat(totals.verified()).isGreaterThanOrEqualTo(5);
    }
}
