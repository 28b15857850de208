package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The long tier, of the profile {@code chaos-long} only: seed after seed, for ninety minutes unless
 * {@code quorate.chaos.minutes} says otherwise. Its floors are for ninety minutes, and in proportion for less.
 */
@Tag("chaos-long")
class ChaosLongIT {
    private static final double WHOLE_MINUTES = 90;

    @Test
    void shouldKeepEveryPromiseForLong() throws Exception {
        int minutes = Integer.getInteger("quorate.chaos.minutes", (int) WHOLE_MINUTES);
        double share = minutes / WHOLE_MINUTES;

        Totals totals = Tier.run(
                "long", new Tier.Size(Duration.ofMinutes(minutes), Duration.ofMinutes(3), 2_500), false, Profile.MIXED);

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.ops()).isGreaterThanOrEqualTo((long) (5_000_000 * share));
        assertThat(totals.verified()).isGreaterThanOrEqualTo((long) (1_200 * share));
        assertThat(totals.kinds()).isGreaterThanOrEqualTo(25);
        assertThat(totals.verified("power-loss-all")).isGreaterThanOrEqualTo((long) (60 * share));
        assertThat(totals.leaderChanges()).isGreaterThanOrEqualTo((long) (500 * share));
    }
}
