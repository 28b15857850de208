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
        Totals totals = Tier.run(
                "every-kind", new Tier.Size(Duration.ZERO, Duration.ofMinutes(3), 1_000), true, Profile.BRUTAL);

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.kinds()).isGreaterThanOrEqualTo(25);
    }

    @Test
    void shouldKeepEveryPromiseInASwarmOfFaults() throws Exception {
        Totals totals = Tier.run(
                "swarm", new Tier.Size(Duration.ofSeconds(100), Duration.ofSeconds(60), 1_500), false, Profile.MIXED);

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.ops()).isGreaterThanOrEqualTo(150_000);
        assertThat(totals.verified()).isGreaterThanOrEqualTo(60);
        assertThat(totals.leaderChanges()).isGreaterThanOrEqualTo(15);
    }
}
