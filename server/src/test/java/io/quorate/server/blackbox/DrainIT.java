package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.quorate.client.ClusterNode;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.KeyspaceOptions;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Replica;
import io.quorate.client.QuorateClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drained node leads nothing, nothing is lost by that, and elections do not undo it. */
@Tag("side-by-side")
class DrainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Keyspaces by their home. */
    private static final Map<String, String> HOMES = Map.of("one", "n1", "two", "n2", "three", "n3");

    @TempDir
    private Path directory;

    private ProcessCluster cluster;
    private QuorateClient client;

    @SuppressWarnings("NullAway.Init") // made before each test
    DrainIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = new ProcessCluster(directory);
        cluster.startAll();
        client = cluster.client(PATIENCE);
        client.kv().put(ByteString.copyFromUtf8("up"), ByteString.EMPTY).join();
        HOMES.forEach((name, home) -> client.keyspaces()
                .create(name, new KeyspaceOptions(null, home, true, new KeyspaceGoals("node", null, null, null)))
                .join());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        cluster.close();
    }

    /** Keyspaces by who leads them, as the leaders themselves say. */
    private Map<String, String> leaders() {
        Map<String, String> leaders = new TreeMap<>();
        for (NodeReport each : client.nodes().reports().join()) {
            NodeReport.Report report = each.report();
            if (report != null) {
                report.replicas().stream()
                        .filter(replica -> replica.leadership() != null)
                        .forEach(replica -> leaders.put(
                                replica.keyspace().name(), report.node().name()));
            }
        }
        return leaders;
    }

    private void awaitHomes() {
        Awaitility.await("leaders at home")
                .atMost(PATIENCE)
                .until(() -> leaders().entrySet().containsAll(HOMES.entrySet()));
    }

    /** None of the five, the cluster's own among them, is led by it, and all are led. */
    private void awaitLeadsNothing(String node) {
        Awaitility.await(node + " leads nothing").atMost(PATIENCE).until(() -> {
            Map<String, String> leaders = leaders();
            return leaders.size() == HOMES.size() + 2 && !leaders.containsValue(node);
        });
    }

    /** Writes to one keyspace until told that it is over, and says how many were acknowledged. */
    private CompletableFuture<Integer> writer(String keyspace, AtomicBoolean over) {
        return CompletableFuture.supplyAsync(() -> {
            int puts = 0;
            try (QuorateClient writing = cluster.client(keyspace, PATIENCE)) {
                while (!over.get()) {
                    ByteString key = ByteString.copyFromUtf8("load-" + puts);
                    writing.kv().put(key, key).join();
                    puts++;
                }
            }
            return puts;
        });
    }

    private int keys(String keyspace) {
        try (QuorateClient reading = cluster.client(keyspace, PATIENCE)) {
            return reading.kv()
                    .get(KeyRange.prefix(ByteString.copyFromUtf8("load-")), GetOptions.defaults())
                    .join()
                    .entries()
                    .size();
        }
    }

    @Test
    void shouldLeadNothingWhileDrainedAndGoHomeAfterwards() throws Exception {
        awaitHomes();
        AtomicBoolean over = new AtomicBoolean();
        Map<String, CompletableFuture<Integer>> writers = new TreeMap<>();
        HOMES.keySet().forEach(keyspace -> writers.put(keyspace, writer(keyspace, over)));

        ClusterNode drained = client.nodes().drain("n2").join();
        assertThat(drained.drained()).isTrue();
        awaitLeadsNothing("n2");
        Awaitility.await("the others at home")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(leaders()).containsEntry("one", "n1").containsEntry("three", "n3"));
        assertThatThrownBy(() -> client.keyspaces().switchTo("two", "n2").join())
                .hasMessageContaining("every voter in 'n2' is drained");

        // Elections: who led "two" dies, so n2 may win it, and all that the dead one led.
        String leading = Awaitility.await("a leader of two")
                .atMost(PATIENCE)
                .until(() -> leaders().getOrDefault("two", ""), node -> !node.isEmpty());
        int leader = leading.charAt(1) - '1';
        cluster.kill(leader);
        cluster.start(leader);
        cluster.awaitServing(leader, PATIENCE);
        awaitLeadsNothing("n2");
        over.set(true);

        for (Map.Entry<String, CompletableFuture<Integer>> writer : writers.entrySet()) {
            int puts = writer.getValue().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(puts).as(writer.getKey()).isPositive();
            assertThat(keys(writer.getKey())).as(writer.getKey()).isEqualTo(puts);
        }
        assertThat(client.nodes().undrain("n2").join().drained()).isFalse();
        awaitHomes();
    }

    /** The connection to a killed node may take along what was being said over it. To say it again changes nothing. */
    private void drain(String node) {
        Awaitility.await("draining " + node)
                .atMost(PATIENCE)
                .until(() -> ProcessCluster.isAcknowledged(client.nodes().drain(node)));
    }

    /** With one voter away and the other drained as well nobody is left. */
    @Test
    void shouldSayWhyALeaderCannotLeaveAndSurviveARestart() throws Exception {
        awaitHomes();
        cluster.kill(2);
        drain("n2");
        awaitLeadsNothing("n2");
        drain("n1");

        List<String> reasons = new ArrayList<>();
        Awaitility.await("a reason").atMost(PATIENCE).untilAsserted(() -> {
            reasons.clear();
            for (Replica replica : replicasOf("n1")) {
                Leadership leadership = replica.leadership();
                if (leadership != null) {
                    reasons.add(leadership.whyHere());
                    assertThat(leadership.prospect().nextFaults())
                            .extracting(NodeReport.Fault::text)
                            .containsExactly("node n1", "node n2");
                    assertThat(leadership.peers())
                            .filteredOn(peer -> peer.node().equals("n3"))
                            .noneMatch(NodeReport.Peer::reachable);
                }
            }
            assertThat(reasons)
                    .hasSize(HOMES.size() + 2)
                    .allSatisfy(reason ->
                            assertThat(reason).contains("n2 is drained").contains("n3 has not answered"));
        });
        assertThat(client.topology().join().yaml())
                .contains("three: { pattern: same-city")
                .contains("survive: node");

        cluster.killAll();
        cluster.startAll();
        cluster.awaitServing(2, PATIENCE);
        awaitLeadsNothing("n1");
        awaitLeadsNothing("n2");
        assertThat(client.nodes().list().join().nodes())
                .extracting(ClusterNode::drained)
                .containsExactly(true, true, false);
    }

    private List<Replica> replicasOf(String node) {
        return client.nodes().reports().join().stream()
                .map(NodeReport::report)
                .filter(report -> report != null && report.node().name().equals(node))
                .flatMap(report -> report.replicas().stream())
                .toList();
    }
}
