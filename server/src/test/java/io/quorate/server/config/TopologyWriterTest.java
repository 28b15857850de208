package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is read again as it was; and what differs between two. */
class TopologyWriterTest {
    private static final String FULL = """
            cluster: "1"
            cities:
              shanghai:
                zones:
                  sh-a: { nodes: { n1: { host: "::1", client: 2379, peer: 7379, http: 8379 } } }
                  sh-b: { nodes: { n2: { host: 127.0.0.1, client: 2479, peer: 7479, http: 8479, bind: 0.0.0.0 } } }
              hangzhou:
                zones:
                  hz-a: { nodes: { n3: { host: 127.0.0.1, client: 2579, peer: 7579, http: 8579 } } }
            links:
              - { between: [sh-a, sh-b], rtt: 1.5ms }
              - { between: [shanghai, hangzhou], rtt: 8ms }
            keyspaces:
              default:
                pattern: cross-city
                voters: [n1, n2, n3]
                home: shanghai
                leader_lease: off
                goals: { survive: zone, rpo: 0, rto: 3s, write_p99: 10ms }
              "2": { pattern: active-standby, voters: [n1], witnesses: [n2], learners: [n3] }
              all: { pattern: same-city }
            backup:
              store: file:///var/lib/quorate/backup
              snapshots: "0 * * * *"
              archive: 1s
              keep: { hourly: 24, daily: 7 }
            settings:
              election_timeout_min: 1s
              election_timeout_max: 2s
              max_keyspaces: 20
            """;

    private static ClusterConfig parse(String text) throws ConfigException {
        return TopologyReader.parse("test", text);
    }

    private static List<String> differences(String before, String after) throws ConfigException {
        return TopologyDifferences.between(parse(before), parse(after)).stream()
                .map(Difference::text)
                .toList();
    }

    @Test
    void shouldWriteWhatReadsTheSame() throws ConfigException {
        for (String text : List.of(FULL, TopologyReader.builtInText())) {
            ClusterConfig cluster = parse(text);

            String written = TopologyWriter.write(cluster);

            assertThat(parse(written)).isEqualTo(cluster);
            assertThat(TopologyWriter.write(parse(written))).isEqualTo(written);
        }
    }

    @Test
    void shouldLookLikeAFileThatPeopleWrite() {
        assertThat(TopologyWriter.write(TopologyReader.builtIn())).isEqualTo("""
                cluster: demo
                cities:
                  shanghai:
                    zones:
                      sh-a:
                        nodes:
                          n1: { host: 127.0.0.1, client: 2379, peer: 7379, http: 8379 }
                      sh-b:
                        nodes:
                          n2: { host: 127.0.0.1, client: 2479, peer: 7479, http: 8479 }
                  hangzhou:
                    zones:
                      hz-a:
                        nodes:
                          n3: { host: 127.0.0.1, client: 2579, peer: 7579, http: 8579 }
                links:
                  - { between: [sh-a, sh-b], rtt: 1ms }
                  - { between: [shanghai, hangzhou], rtt: 8ms }
                keyspaces:
                  default: { pattern: cross-city, voters: [n1, n2, n3], home: shanghai }
                """);
    }

    @Test
    void shouldReadAgainWhateverGoalsAndHomesThereAre() throws ConfigException {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        Random random = new Random(seed);
        ClusterConfig model = TopologyReader.builtIn();
        List<KeyspaceConfig.Pattern> patterns = List.of(KeyspaceConfig.Pattern.values());
        List<NodeId> nodes = model.nodes().stream().map(NodeConfig::id).toList();
        for (int i = 0; i < 500; i++) {
            List<KeyspaceConfig> keyspaces = new ArrayList<>(model.keyspaces());
            for (int k = random.nextInt(4); k > 0; k--) {
                keyspaces.add(new KeyspaceConfig(
                        List.of("a", "0", "true", "a.b-c_d").get(k),
                        patterns.get(random.nextInt(patterns.size())),
                        new KeyspaceConfig.Roles(nodes, List.of(), List.of(), random.nextBoolean()),
                        random.nextBoolean()
                                ? null
                                : List.of("n1", "sh-b", "hangzhou").get(random.nextInt(3)),
                        random.nextBoolean(),
                        new KeyspaceConfig.Goals(
                                random.nextBoolean() ? null : "zone",
                                random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(3)),
                                random.nextBoolean() ? null : Duration.ofMillis(random.nextInt(100_000)),
                                random.nextBoolean() ? null : Duration.ofSeconds(random.nextInt(7_300)))));
            }
            ClusterConfig cluster = new ClusterConfig(
                    "demo", model.cities(), model.nodes(), model.links(), keyspaces, null, new TreeMap<>());

            assertThat(parse(TopologyWriter.write(cluster)))
                    .as("seed " + seed + ", try " + i)
                    .isEqualTo(cluster);
        }
    }

    @Test
    void shouldFindNoDifferenceInHowAFileIsWritten() throws ConfigException {
        assertThat(differences(FULL, FULL)).isEmpty();
        assertThat(differences(
                        FULL,
                        FULL.replace("voters: [n1, n2, n3]", "voters: [n3, n1, n2]")
                                .replace("between: [sh-a, sh-b], rtt: 1.5ms", "between: [sh-b, sh-a], rtt: 1500us")
                                .replace("election_timeout_min: 1s", "election_timeout_min: 1000ms")))
                .isEmpty();
    }

    @Test
    void shouldTellWhatDiffers() throws ConfigException {
        String other = FULL.replace("n3: { host: 127.0.0.1, client: 2579", "n4: { host: 127.0.0.1, client: 2779")
                .replace("n3", "n4")
                .replace("home: shanghai", "home: hangzhou")
                .replace("survive: zone, ", "")
                .replace("  all: { pattern: same-city }\n", "  orders: { pattern: cross-city, home: sh-a }\n")
                .replace("rtt: 8ms", "rtt: 9ms")
                .replace("archive: 1s", "archive: 2s")
                .replace("  max_keyspaces: 20\n", "  max_keyspaces: 30\n  drift_bound: 0.02\n");

        assertThat(differences(FULL, other))
                .containsExactly(
                        "+ node n4: place hangzhou/hz-a, host 127.0.0.1, client 2779, peer 7579, http 8579",
                        "- node n3: place hangzhou/hz-a, host 127.0.0.1, client 2579, peer 7579, http 8579",
                        "~ link hangzhou - shanghai: rtt 8ms -> 9ms",
                        "~ keyspace default: goals.survive zone -> (none)",
                        "~ keyspace default: home shanghai -> hangzhou",
                        "~ keyspace default: voters n1,n2,n3 -> n1,n2,n4",
                        "~ keyspace 2: learners n3 -> n4",
                        "+ keyspace orders: pattern cross-city, voters n1,n2,n4, home sh-a, leader_lease on",
                        "- keyspace all: pattern same-city, voters n1,n2,n3, leader_lease on",
                        "~ backup file:///var/lib/quorate/backup: archive 1s -> 2s",
                        "+ setting drift_bound: value 0.02",
                        "~ setting max_keyspaces: value 20 -> 30");
    }
}
