package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
    private static final Path REFERENCE = Path.of("..", "docs", "reference", "config.md");

    @Test
    void shouldHaveValidDefaults() {
        NodeSettings settings = NodeSettings.defaults();

        assertThat(settings.timing().electionTimeoutMin()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.timing().leaderLease()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.timing().driftBound()).isEqualTo(0.01);
        assertThat(settings.limits().maxRequestBytes()).isEqualTo(1572864);
        assertThat(settings.limits().maxTxnOps()).isEqualTo(128);
        assertThat(settings.batching()).isEqualTo(new NodeSettings.Batching(512, 262144, 2));
        assertThat(settings.log()).isEqualTo(new NodeSettings.Log(100_000, 64 << 20, 0, 32 << 20));
        for (Setting setting : Setting.values()) {
            assertThat(setting.parse(setting.least()).orElseThrow())
                    .isLessThan(setting.parse(setting.most()).orElseThrow());
            String standard = setting.standard();
            if (standard != null) {
                assertThat(setting.inRange(setting.parse(standard).orElseThrow()))
                        .as(setting.key())
                        .isTrue();
            }
        }
    }

    @Test
    void shouldPreferTheCommandLineToTheFileToTheDefault() throws ConfigException {
        ClusterConfig cluster =
                withSettings("{ max_txn_ops: 64, max_batch_requests: 100, election_timeout_min: 200ms }");

        NodeSettings settings =
                NodeSettings.resolve(cluster, Map.of("max_txn_ops", "32", "snapshot_every_bytes", "2MiB"));

        assertThat(settings.limits().maxTxnOps()).isEqualTo(32);
        assertThat(settings.log().snapshotEveryBytes()).isEqualTo(2 << 20);
        assertThat(settings.batching().maxBatchRequests()).isEqualTo(100);
        assertThat(settings.timing().leaderLease()).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.batching().maxEntriesInFlight()).isEqualTo(2);
    }

    @Test
    void shouldRefuseToMakeNodesDisagreeOnTheLease() {
        assertThatThrownBy(() -> NodeSettings.resolve(TopologyReader.builtIn(), Map.of("leader_lease", "2s")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--set: 'leader_lease' must be equal on every node;"
                        + " set it in the settings section of the topology file");
    }

    @Test
    void shouldListAllThatIsWrongOnTheCommandLine() {
        assertThatThrownBy(() -> NodeSettings.resolve(
                        TopologyReader.builtIn(),
                        Map.of("max_txn_opps", "1", "max_batch_bytes", "a lot", "max_entries_in_flight", "65")))
                .hasMessageContaining("unknown setting 'max_txn_opps'; did you mean 'max_txn_ops'?")
                .hasMessageContaining("'max_batch_bytes' is 'a lot'; give a size such as 65536, 64KiB or 1.5MiB")
                .hasMessageContaining("'max_entries_in_flight' is 65; give a value from 1 to 64");
    }

    @Test
    void shouldRefuseSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> withSettings("{ election_timeout_min: 2s }"))
                .hasMessageContaining("t.yaml:3: election_timeout_max is not above election_timeout_min");
        assertThatThrownBy(() -> NodeSettings.resolve(
                        TopologyReader.builtIn(), Map.of("max_request_bytes", "3MiB", "max_batch_bytes", "1MiB")))
                .hasMessageContaining("which one log entry cannot hold");
    }

    @Test
    void shouldReadQuantitiesAsPeopleWriteThem() {
        assertThat(Quantity.duration("1.5s")).contains(Duration.ofMillis(1500));
        assertThat(Quantity.duration("0")).contains(Duration.ZERO);
        assertThat(Quantity.duration("5")).isEmpty();
        assertThat(Quantity.duration("-5s")).isEmpty();
        assertThat(Quantity.duration("99999999999999h")).isEmpty();
        assertThat(Quantity.bytes("1.5MiB")).contains(1572864L);
        assertThat(Quantity.bytes("7")).contains(7L);
        assertThat(Quantity.bytes("7MB")).isEmpty();
        assertThat(Quantity.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(Quantity.formatBytes(1572864)).isEqualTo("1.5MiB");
        assertThat(Quantity.formatBytes(1025)).isEqualTo("1025B");
    }

    /** To write it anew: run this test with {@code -Dquorate.docs=write}. */
    @Test
    void shouldDocumentEverySetting() throws Exception {
        if ("write".equals(System.getProperty("quorate.docs"))) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, ConfigReference.markdown());
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(ConfigReference.markdown());
    }

    private static ClusterConfig withSettings(String settings) throws ConfigException {
        return TopologyReader.parse("t.yaml", """
                cluster: demo
                cities: { c: { zones: { z: { nodes: { n1: { host: h, client: 1, peer: 2, http: 3 } } } } } }
                settings: %s
                """.formatted(settings));
    }
}
