package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.cluster.docker.BuiltImage;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.DockerSource;
import io.quorate.jepsen.run.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The same clients, faults and checkers on containers: needs root and a Docker engine ({@code .ci/docker-engine
 * start}). The image is made when it is older than the build.
 */
class DockerChaosIT {
    @Test
    void shouldKeepEveryPromiseInContainersCutPacketByPacket() throws Exception {
        BuiltImage.require();
        String kinds = "network-disconnect,partition-one-way,partition-isolate-leader,kill,pause";

        Totals totals = Tier.run(
                "docker",
                new Tier.Size(Duration.ZERO, Duration.ofSeconds(20), 500),
                kinds,
                new Tier.Style(true, Profile.SAFE, Speed.ANY),
                new DockerSource());

        assertThat(totals.notPassed()).isEmpty();
        assertThat(totals.verdict()).isEqualTo(Verdict.PASS);
        assertThat(totals.verified("network-disconnect")).isPositive();
        assertThat(totals.verified("partition-one-way")).isPositive();
    }
}
