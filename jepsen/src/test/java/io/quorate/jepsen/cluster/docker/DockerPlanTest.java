package io.quorate.jepsen.cluster.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerPlanTest {
    @Test
    void shouldWriteATopologyOfTwoCities() {
        DockerPlan plan = DockerPlan.threeNodesInTwoCities(Path.of("run"), Map.of("election_timeout_min", "1s"));

        assertThat(plan.topology(new Subnet(7))).isEqualTo("""
                        cluster: jepsen
                        cities:
                          shanghai:
                            zones:
                              sh-a: { nodes: { n1: { host: 198.18.7.11, bind: 0.0.0.0, client: 2379, peer: 7379, http: 8379 } } }
                              sh-b: { nodes: { n2: { host: 198.18.7.12, bind: 0.0.0.0, client: 2379, peer: 7379, http: 8379 } } }
                          hangzhou:
                            zones:
                              hz-a: { nodes: { n3: { host: 198.18.7.13, bind: 0.0.0.0, client: 2379, peer: 7379, http: 8379 } } }
                        keyspaces:
                          default: { pattern: cross-city, voters: [n1, n2, n3] }
                        settings:
                          election_timeout_min: 1s
                        """);
    }

    @Test
    void shouldPutTwoNodesIntoOneZone() {
        DockerPlan plan = new DockerPlan(
                "image",
                List.of(new DockerPlan.Place("a", "c", "z"), new DockerPlan.Place("b", "c", "z")),
                Map.of("default", "{}"),
                Map.of(),
                "",
                Path.of("run"));

        assertThat(plan.topology(new Subnet(300)))
                .contains("z: { nodes: { a: { host: 198.19.44.11, ")
                .contains("}, b: { host: 198.19.44.12, ")
                .doesNotContain("settings");
    }

    @Test
    void shouldRefuseMoreNodesThanAddresses() {
        List<DockerPlan.Place> many = Collections.nCopies(101, new DockerPlan.Place("n", "c", "z"));

        assertThatThrownBy(() -> new DockerPlan("image", many, Map.of(), Map.of(), "", Path.of("run")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldStayWithinTheRangeForTests() {
        assertThat(new Subnet(0).cidr()).isEqualTo("198.18.0.0/24");
        assertThat(new Subnet(Subnet.COUNT - 1).cidr()).isEqualTo("198.19.255.0/24");
        assertThat(new Subnet(0).gateway()).isEqualTo("198.18.0.1");
        assertThatThrownBy(() -> new Subnet(Subnet.COUNT)).isInstanceOf(IllegalArgumentException.class);
    }
}
