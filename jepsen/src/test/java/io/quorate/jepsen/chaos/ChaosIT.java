package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
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
        Totals totals = Tier.run("every-kind", Duration.ZERO, Duration.ofMinutes(3), true, Profile.BRUTAL, 1_000);

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.kinds()).isGreaterThanOrEqualTo(25);
    }

    @Test
    void shouldKeepEveryPromiseInASwarmOfFaults() throws Exception {
        Totals totals = Tier.run("swarm", Duration.ofSeconds(200), Duration.ofSeconds(60), false, Profile.MIXED, 1_200);

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.ops()).isGreaterThanOrEqualTo(150_000);
        assertThat(totals.verified()).isGreaterThanOrEqualTo(60);
        assertThat(totals.leaderChanges()).isGreaterThanOrEqualTo(15);
    }
}
