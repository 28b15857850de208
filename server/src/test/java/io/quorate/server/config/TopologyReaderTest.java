package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.NodeConfig.Place;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyReaderTest {
    private static final String FULL = """
            cluster: demo
            cities:
              shanghai:
                zones:
                  sh-a: { nodes: { n1: { host: 127.0.0.1, client: 2379, peer: 7379, http: 8379 } } }
                  sh-b: { nodes: { n2: { host: 127.0.0.1, client: 2479, peer: 7479, http: 8479, bind: 0.0.0.0 } } }
              hangzhou:
                zones:
                  hz-a: { nodes: { n3: { host: 127.0.0.1, client: 2579, peer: 7579, http: 8579 } } }
            links:                                   # a comment
              - { between: [sh-a, sh-b], rtt: 1ms }
              - { between: [shanghai, hangzhou], rtt: 8ms }
            keyspaces:
              default:
                pattern: cross-city
                voters: [n1, n2, n3]
                home: shanghai
                leader_lease: off
                goals: { survive: zone, rpo: 0, rto: 3s, write_p99: 10ms }
            backup:
              store: file:///var/lib/quorate/backup
              snapshots: "0 * * * *"
              archive: 1s
              keep: { hourly: 24, daily: 7, weekly: 4 }
            settings:
              election_timeout_min: 300ms
              max_request_bytes: 1MiB
            """;

    @TempDir
    Path directory;

    @Test
    void shouldReadEverythingOfTheContract() throws ConfigException {
        ClusterConfig config = TopologyReader.parse("t.yaml", FULL);

        assertThat(config.name()).isEqualTo("demo");
        assertThat(config.cities()).extracting(CityConfig::name).containsExactly("shanghai", "hangzhou");
        assertThat(config.nodes())
                .containsExactly(
                        node("n1", "shanghai", "sh-a", "127.0.0.1", 2379),
                        node("n2", "shanghai", "sh-b", "0.0.0.0", 2479),
                        node("n3", "hangzhou", "hz-a", "127.0.0.1", 2579));
        assertThat(config.links())
                .containsExactly(
                        new LinkConfig("sh-a", "sh-b", Duration.ofMillis(1)),
                        new LinkConfig("shanghai", "hangzhou", Duration.ofMillis(8)));
        KeyspaceConfig keyspace = config.defaultKeyspace();
        assertThat(keyspace.pattern()).isEqualTo(KeyspaceConfig.Pattern.CROSS_CITY);
        assertThat(keyspace.roles().voters()).containsExactly(new NodeId("n1"), new NodeId("n2"), new NodeId("n3"));
        assertThat(keyspace.home()).isEqualTo("shanghai");
        assertThat(keyspace.leaderLease()).isFalse();
        assertThat(keyspace.goals())
                .isEqualTo(
                        new KeyspaceConfig.Goals("zone", Duration.ZERO, Duration.ofSeconds(3), Duration.ofMillis(10)));
        assertThat(config.backup()).isNotNull().satisfies(backup -> {
            assertThat(backup.store()).isEqualTo(URI.create("file:///var/lib/quorate/backup"));
            assertThat(backup.keep()).containsEntry("hourly", 24);
        });
        assertThat(config.settings()).containsEntry("election_timeout_min", "300ms");
    }

    @Test
    void shouldReadTheJitterOfALink() throws ConfigException {
        assertThat(TopologyReader.parse("t.yaml", FULL.replace("rtt: 8ms", "rtt: 8ms, jitter: 1.5ms"))
                        .links())
                .containsExactly(
                        new LinkConfig("sh-a", "sh-b", Duration.ofMillis(1)),
                        new LinkConfig("shanghai", "hangzhou", Duration.ofMillis(8), Duration.ofNanos(1_500_000)));
    }

    @Test
    void shouldOfferThreeNodesBuiltIn() {
        ClusterConfig config = TopologyReader.builtIn();

        assertThat(config.nodes())
                .extracting(NodeConfig::clientEndpoint)
                .containsExactly("127.0.0.1:2379", "127.0.0.1:2479", "127.0.0.1:2579");
        assertThat(config.nodes()).extracting(NodeConfig::httpPort).containsExactly(8379, 8479, 8579);
        assertThat(config.nodes()).extracting(NodeConfig::peerPort).containsExactly(7379, 7479, 7579);
        assertThat(Support.refusals(config)).isEmpty();
        assertThat(Support.warnings(config)).isEmpty();
    }

    @Test
    void shouldListAllProblemsWithTheirLines() {
        String text = """
                cluster: demo
                cities:
                  shanghai:
                    zones:
                      sh-a: { nodes: { n1: { host: 127.0.0.1, clinet: 2379, peer: 7379, http: 8379 } } }
                      sh-b: { nodes: { n1: { host: 127.0.0.1, client: 7379, peer: 99999, http: 8479 } } }
                links:
                  - { between: [sh-a, sh-x], rtt: 1 }
                keyspaces:
                  default: { pattern: cross-city, voters: [n1, n9], home: hangzhou }
                backup: { archive: soon }
                settings: { election_timeout_min: 1ms, color: red }
                """;

        assertThat(problems(text))
                .containsExactlyInAnyOrder(
                        "t.yaml:5: n1.client is missing; add 'client: ...'",
                        "t.yaml:5: unknown field 'n1.clinet'; did you mean 'client'?",
                        "t.yaml:6: node 'n1' has the name of the node on line 5;"
                                + " rename one: cities, zones and nodes share one space of names",
                        "t.yaml:6: n1.client is port 7379 of 127.0.0.1, which n1.peer (line 5) has;"
                                + " choose another port",
                        "t.yaml:6: n1.peer is '99999'; give a port from 1 to 65535",
                        "t.yaml:8: unknown city or zone 'sh-x'; did you mean 'sh-a'?",
                        "t.yaml:8: links.rtt is '1'; give a duration such as 8ms, 3s or 1h",
                        "t.yaml:10: keyspaces.default.voters names the unknown node 'n9'; did you mean 'n1'?",
                        "t.yaml:10: keyspaces.default.home is the unknown place 'hangzhou';"
                                + " known are shanghai, sh-a, n1, sh-b",
                        "t.yaml:11: backup.store is missing; add 'store: ...'",
                        "t.yaml:11: backup.archive is 'soon'; give a duration such as 8ms, 3s or 1h",
                        "t.yaml:12: 'election_timeout_min' is 1ms; give a value from 50ms to 1m",
                        unknownSetting());
    }

    private static String unknownSetting() {
        return "t.yaml:12: unknown setting 'color'; known are " + String.join(", ", Section.names(Setting.values()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|t.yaml:1: the file is empty; begin with 'cluster: NAME'",
                "hello|t.yaml:1: the file holds 'hello'; begin with 'cluster: NAME'",
                "cluster: demo|t.yaml:1: cities is missing; add 'cities: ...'",
                "cities: {}|t.yaml:1: cluster is missing; add 'cluster: ...'",
                "cluster: {a: b}|t.yaml:1: cluster is a mapping; give a text",
                "cluster: 'a b'|t.yaml:1: cluster name 'a b'; use 1 to 63 letters, digits, '-', '_' or '.',"
                        + " beginning with a letter or digit",
            })
    void shouldRefuseWhatIsNotATopology(String text, String problem) {
        assertThat(problems(text)).contains(problem);
    }

    @Test
    void shouldPointAtBrokenSyntax() {
        assertThat(problems("cluster: demo\ncities: [\n"))
                .singleElement()
                .asString()
                .isEqualTo("t.yaml:2: not YAML: while parsing a flow node, expected the node content,"
                        + " but found '<stream end>';"
                        + " correct the syntax");
    }

    @Test
    void shouldRefuseDuplicateFieldsAndAliases() {
        assertThat(problems("cluster: a\ncluster: b\n"))
                .contains("t.yaml:2: duplicate field 'cluster', first on line 1; remove one of them");
        assertThat(problems("cluster: &x a\ncities: *x\n"))
                .contains("t.yaml:2: aliases are not supported; write the value out");
    }

    @Test
    void shouldRefuseBottomlessNesting() {
        assertThat(problems("cluster: a\ncities: " + "[".repeat(5000)))
                .singleElement()
                .asString()
                .contains("not YAML")
                .contains("nest");
    }

    @Test
    void shouldRefuseOneNodeInTwoRolesAndAHomeWithoutVoter() {
        String text = FULL.replace("voters: [n1, n2, n3]", "voters: [n1, n2]\n    learners: [n2, n3]")
                .replace("home: shanghai", "home: hangzhou");

        assertThat(problems(text))
                .containsExactly(
                        "t.yaml:17: keyspaces.default.learners names 'n2', which is among the voters already;"
                                + " give each node one role",
                        "t.yaml:18: keyspaces.default.home is 'hangzhou', where none of its voters is;"
                                + " choose the city or zone of one of n1, n2");
    }

    @Test
    void shouldLetEveryNodeVoteWhenNobodySaysOtherwise() throws ConfigException {
        ClusterConfig config = TopologyReader.parse("t.yaml", FULL.substring(0, FULL.indexOf("keyspaces:")));

        assertThat(config.defaultKeyspace().roles().voters()).hasSize(3);
        assertThat(config.defaultKeyspace().pattern()).isEqualTo(KeyspaceConfig.Pattern.CROSS_CITY);
        assertThat(Support.warnings(config)).singleElement().asString().contains("every node");
    }

    @Test
    void shouldNameWhatIsNotSupportedYet() throws ConfigException {
        String text = FULL.replace("voters: [n1, n2, n3]", "voters: [n1]\n    learners: [n2]\n    witnesses: [n3]")
                .replace("backup:", "  orders: { voters: [n1] }\nbackup:");
        ClusterConfig config = TopologyReader.parse("t.yaml", text);

        assertThat(Support.refusals(config))
                .containsExactly(
                        "keyspace 'default': this release has no witnesses (n3)",
                        "keyspace 'orders': this release has every keyspace on every node, and only 1 of 3 nodes vote or"
                                + " learn; name the others as learners");
        assertThat(Support.warnings(config)).hasSize(2);
    }

    @Test
    void shouldHashTheMeaningAndNotTheText() throws ConfigException {
        String hash = TopologyReader.parse("t.yaml", FULL).clusterHash();

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(hashOf(FULL.replace("# a comment", "# another"))).isEqualTo(hash);
        assertThat(hashOf(FULL.replace("[sh-a, sh-b]", "[sh-b, sh-a]"))).isEqualTo(hash);
        assertThat(hashOf(FULL.replace("rtt: 1ms", "rtt: 1000us"))).isEqualTo(hash);
        assertThat(hashOf(FULL.replace("rtt: 1ms", "rtt: 1ms, jitter: 0"))).isEqualTo(hash);
        assertThat(hashOf(FULL.replace("rtt: 1ms", "rtt: 1ms, jitter: 1ms"))).isNotEqualTo(hash);
        assertThat(hashOf(FULL.replace("300ms", "0.3s"))).isEqualTo(hash);
        assertThat(hashOf(FULL.replace("max_request_bytes: 1MiB", "max_request_bytes: 2MiB")))
                .isEqualTo(hash);
        assertThat(hashOf(FULL.replace("300ms", "301ms"))).isNotEqualTo(hash);
        assertThat(hashOf(FULL.replace("7579", "7580"))).isNotEqualTo(hash);
        assertThat(hashOf(FULL.replace("leader_lease: off", "leader_lease: on")))
                .isNotEqualTo(hash);
        assertThat(hashOf(FULL.replace("[n1, n2, n3]", "[n1, n2]"))).isNotEqualTo(hash);
    }

    @Test
    void shouldSayWhichFileIsMissing() {
        Path absent = directory.resolve("absent.yaml");

        assertThatThrownBy(() -> TopologyReader.read(absent))
                .isInstanceOf(ConfigException.class)
                .hasMessage(absent + ": the topology file does not exist; check the path");
    }

    @Test
    void shouldSayThatAFileIsNotText() throws Exception {
        Path file = Files.write(directory.resolve("t.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThatThrownBy(() -> TopologyReader.read(file)).hasMessageContaining("not UTF-8");
    }

    private static String hashOf(String text) throws ConfigException {
        return TopologyReader.parse("t.yaml", text).clusterHash();
    }

    private static NodeConfig node(String name, String city, String zone, String bind, int client) {
        return new NodeConfig(
                new NodeId(name), new Place(city, zone), "127.0.0.1", bind, client, client + 5000, client + 6000);
    }

    private static List<String> problems(String text) {
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> TopologyReader.parse("t.yaml", text));
        assertThat(failure).as("the text is refused").isNotNull();
        return failure.problems().stream().map(Problem::toString).toList();
    }
}
