package io.quorate.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.cluster.process.NodePlace;
import io.quorate.jepsen.cluster.process.PlaceLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyFileTest {
    private static final String CITIES = """
            cities:
              sh:
                zones:
                  sh-a: { nodes: { n1: { host: a } } }
              hz:
                zones:
                  hz-a: { nodes: { n2: { host: b } } }
            """;

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit sets the directory
    TopologyFileTest() {}

    private TopologyFile read(String more) throws IOException {
        return TopologyFile.read(Files.writeString(directory.resolve("topology.yaml"), CITIES + more));
    }

    @Test
    void shouldTakePlacesLinksHomeAndSettings() throws Exception {
        TopologyFile file = read("""
                links:
                  - { between: [sh, hz], rtt: 20ms, jitter: 500us }
                  - { between: [sh-a, hz-a], rtt: 1.5 ms }
                keyspaces:
                  default: { home: sh }
                settings:
                  log_segment_bytes: 8MiB
                """);

        assertThat(file.nodes()).containsExactly(new NodePlace("n1", "sh", "sh-a"), new NodePlace("n2", "hz", "hz-a"));
        assertThat(file.links())
                .containsExactly(
                        new PlaceLink("sh", "hz", Duration.ofMillis(20), Duration.ofNanos(500_000)),
                        new PlaceLink("sh-a", "hz-a", Duration.ofNanos(1_500_000), Duration.ZERO));
        assertThat(file.home()).isEqualTo("sh");
        assertThat(file.settings()).containsExactly("log_segment_bytes: 8MiB");
    }

    @Test
    void shouldSayWhichLinkMakesNoSense() {
        assertThatThrownBy(() -> read("links: [ { between: [sh], rtt: 20ms } ]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a link is not between two places")
                .hasMessageContaining("[\"sh\"]");
        assertThatThrownBy(() -> read("links: [ { between: [sh, hz], rtt: soon } ]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'soon' is not a time like 20ms");
        assertThatThrownBy(() -> read("links: [ { between: [sh, hz] } ]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'' is not a time like 20ms");
    }
}
