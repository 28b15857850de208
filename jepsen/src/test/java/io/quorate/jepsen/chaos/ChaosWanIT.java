package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.Compilation;
import io.quorate.jepsen.run.ProcessSource;
import io.quorate.jepsen.run.Totals;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Leases and barriers between cities: messages take as long as the pages of the patterns say, and links are cut in one
 * direction, in both, and by turns, while leaders change. Of the profile {@code chaos-long} only; two minutes each
 * unless {@code quorate.chaos.wan.minutes} says otherwise.
 */
@Tag("chaos-long")
class ChaosWanIT {
    private static final String KINDS = "partition-*=3,partition-flapping=9,partition-one-way=9,city-link-cut=6,"
            + "slow-link,throttle-link,kill,pause,transfer*=3,keyspace-switch=2,!partition-reset";

    @ParameterizedTest
    @ValueSource(strings = {"same-city", "multi-active", "cross-city"})
    void shouldKeepEveryPromiseBetweenCities(String pattern) throws Exception {
        int minutes = Integer.getInteger("quorate.chaos.wan.minutes", 2);
        Duration each = Duration.ofMinutes(1);
        Path topology = Path.of("..", "docs", "patterns", pattern + ".yaml");

        Totals totals = Tier.run(
                "wan-" + pattern,
                new Tier.Size(Duration.ofMinutes(minutes).minus(each).plusSeconds(1), each, 3_000, 2),
                KINDS,
                new Tier.Style(false, Profile.MIXED, Speed.FAST),
                ProcessSource.ofTopology(topology, Tier::say)
                        .compiling(Compilation.QUICK)
                        .withWan(true));

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        // Which kinds a run has is drawn by its seed.
        assertThat(totals.verified()).isGreaterThanOrEqualTo(20L * minutes);
        assertThat(totals.leaderChanges()).isGreaterThanOrEqualTo(2L * minutes);
    }
}
