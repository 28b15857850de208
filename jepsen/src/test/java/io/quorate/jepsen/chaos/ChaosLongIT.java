package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.ProcessSource;
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
    private static final int RATE = 12_000;
    private static final Duration EACH = Duration.ofMinutes(4);
    /**
     * Kinds that take a quarter of a minute and more are drawn less often than those of seconds; the loss of power of
     * all nodes, which takes everything, more often; and so are transfers, since leaders change by them and by little
     * else.
     */
    private static final String KINDS = "*=4,power-loss-all=12,transfer*=8,restart-rolling=1,clock-rate=1,corrupt-*=1,"
            + "snapshot-install=1,schedule-*=1";

    /** Of which each fault alone takes about this much, for what one does to availability. */
    private static final Duration ALONE = Duration.ofMinutes(14);

    @Test
    void shouldKeepEveryPromiseForLong() throws Exception {
        int minutes = Integer.getInteger("quorate.chaos.minutes", (int) WHOLE_MINUTES);
        double share = minutes / WHOLE_MINUTES;
        Tier.Size once = new Tier.Size(Duration.ZERO, EACH, RATE);
        Tier.Size rest = new Tier.Size(Duration.ofMinutes(minutes).minus(ALONE).minus(EACH), EACH, RATE, 2);

        Totals alone =
                Tier.run("long-alone", once, "*", new Tier.Style(true, Profile.BRUTAL, Speed.SLOW), Tier.quickNodes());
        Totals swarm = Tier.run(
                "long-swarm",
                rest,
                KINDS,
                new Tier.Style(false, Profile.BRUTAL, Speed.FAST),
                ProcessSource.ofNodes(3, Tier::say));

        assertThat(alone.notPassed()).isEmpty();
        assertThat(swarm.notPassed()).isEmpty();
        assertThat(alone.verdict()).isEqualTo(Verdict.PASS);
        assertThat(swarm.verdict()).isEqualTo(Verdict.PASS);
        assertThat(alone.ops() + swarm.ops()).isGreaterThanOrEqualTo((long) (5_000_000 * share));
        assertThat(alone.verified() + swarm.verified()).isGreaterThanOrEqualTo((long) (1_200 * share));
        assertThat(swarm.kindsOnBothRoles()).isGreaterThanOrEqualTo((long) (25 * share));
        assertThat(swarm.verified("power-loss-all")).isGreaterThanOrEqualTo((long) (60 * share));
        assertThat(alone.leaderChanges() + swarm.leaderChanges()).isGreaterThanOrEqualTo((long) (500 * share));
    }
}
