package io.quorate.jepsen.cluster.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network.Cut;
import io.quorate.jepsen.cluster.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;

/**
 * Three containers of the image of this checkout. Needs root and a Docker engine; makes the image when it is not there,
 * which needs debootstrap once a machine (.ci/docker-image).
 */
@Tag("chaos-long")
class DockerIT {
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration FAILOVER = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final int[] ALL = {0, 1, 2};

    @TempDir
    static Path directory;

    private static DockerCluster cluster;
    private static DockerNetwork network;
    private static List<EtcdNode> clients;

    @BeforeAll
    static void startContainers() throws IOException {
        BuiltImage.require();
        cluster = DockerCluster.create(DockerPlan.threeNodesInTwoCities(
                directory, Map.of("election_timeout_min", "1s", "election_timeout_max", "2s")));
        network = cluster.dockerNetwork();
        clients = cluster.nodes().stream().map(EtcdNode::new).toList();
    }

    @AfterAll
    static void removeContainers() {
        clients.forEach(EtcdNode::close);
        cluster.close();
    }

    @BeforeEach
    void awaitServing() throws IOException {
        for (int node : ALL) {
            cluster.start(node);
        }
        for (int node : ALL) {
            String key = "up/" + node;
            clients.get(node).put(key, "up", START);
            assertThat(clients.get(node).get(key, START)).contains("up");
        }
    }

    @AfterEach
    void heal() throws FaultFailed {
        for (int node : ALL) {
            cluster.resume(node);
        }
        network.healAll();
    }

    private static int awaitLeaderAmong(int... nodes) {
        return Awaitility.await("a leader")
                .atMost(FAILOVER)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> IntStream.of(nodes)
                                .filter(node -> clients.get(node).saysItLeads(SHORT))
                                .boxed()
                                .toList(),
                        leaders -> leaders.size() == 1)
                .get(0);
    }

    private static int[] othersThan(int node) {
        return IntStream.of(ALL).filter(other -> other != node).toArray();
    }

    @Test
    void shouldServeWritesAndLinearizableReadsAtEveryNode() throws Exception {
        for (int writer : ALL) {
            String key = "each/" + writer;
            clients.get(writer).put(key, "value " + writer, FAILOVER);
            for (int reader : ALL) {
                assertThat(clients.get(reader).get(key, FAILOVER)).contains("value " + writer);
            }
        }
        for (int from : ALL) {
            for (int to : othersThan(from)) {
                network.verify(from, to);
                assertThat(network.delivered(from, to)).isPositive();
            }
        }
        assertThat(cluster.nodes()).extracting(NodeSpec::name).containsExactly("n1", "n2", "n3");
        assertThat(Files.readString(cluster.log(0))).isNotBlank();
        assertThat(Files.getAttribute(cluster.data(0), "unix:uid")).isNotEqualTo(0);
    }

    @Test
    void shouldGoOnWithoutALeaderThatIsOffTheNetwork() throws Exception {
        int leader = awaitLeaderAmong(ALL);
        int[] others = othersThan(leader);

        network.disconnect(leader);
        clients.get(others[0]).put("off", "written without it", FAILOVER);
        assertThat(clients.get(others[1]).get("off", FAILOVER)).contains("written without it");
        assertThat(awaitLeaderAmong(others)).isNotEqualTo(leader);

        network.reconnect(leader);
        assertThat(clients.get(leader).get("off", FAILOVER)).contains("written without it");
        for (int other : others) {
            network.verify(leader, other);
            network.verify(other, leader);
        }
    }

    @Test
    void shouldReadNothingStaleAtALeaderWhoseBytesAreCut() throws Exception {
        int old = awaitLeaderAmong(ALL);
        int[] others = othersThan(old);
        clients.get(old).put("one-way", "before", FAILOVER);

        for (int other : others) {
            network.cut(old, other, Cut.DROP);
        }
        for (int other : others) {
            network.verify(old, other);
            // The other direction passes packets still.
            network.verify(other, old);
        }
        clients.get(others[0]).put("one-way", "after", FAILOVER);

        // Clients reach the old leader as before. It must not answer from what it has.
        List<String> answers = new ArrayList<>();
        for (int tries = 0; tries < 5; tries++) {
            answers.addAll(readIfItAnswers(old));
        }
        assertThat(answers).doesNotContain("before");
        assertThat(awaitLeaderAmong(others)).isNotEqualTo(old);

        network.healAll();
        for (int other : others) {
            network.verify(old, other);
        }
        assertThat(clients.get(old).get("one-way", FAILOVER)).contains("after");
    }

    private static List<String> readIfItAnswers(int node) {
        try {
            return clients.get(node).getOnce("one-way", Duration.ofMillis(300)).stream()
                    .toList();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE);
            return List.of();
        }
    }

    @Test
    void shouldRefuseConnectionsOfALinkThatIsReset() throws Exception {
        network.cut(0, 1, Cut.RESET);
        network.verify(0, 1);
        network.verify(1, 0);
        network.verify(0, 2);

        // Nodes 0 and 1 no longer talk; both talk to 2.
        clients.get(2).put("reset", "value", FAILOVER);

        network.heal(0, 1);
        network.verify(0, 1);
        network.verify(1, 0);
        for (int node : ALL) {
            assertThat(clients.get(node).get("reset", FAILOVER)).contains("value");
        }
    }

    @Test
    void shouldNoticeACutWithoutEffectAndALinkThatIsCutByAnother() throws Exception {
        NetworkNamespace receiver = namespaceOf(1);
        String sender = cluster.nodes().get(0).host();

        network.cut(0, 1, Cut.DROP);
        receiver.filterPackets(PacketFilter.changed(Map.of()));
        assertThatThrownBy(() -> network.verify(0, 1)).hasMessageContaining("n1->n2 arrived, though it is cut");

        network.heal(0, 1);
        receiver.filterPackets(PacketFilter.changed(Map.of(sender, Cut.DROP)));
        assertThatThrownBy(() -> network.verify(0, 1)).hasMessageContaining("n1->n2 did not arrive");

        receiver.filterPackets(PacketFilter.changed(Map.of()));
        network.verify(0, 1);
    }

    /** Behind the driver's back. */
    private static NetworkNamespace namespaceOf(int node) throws IOException {
        DockerClient client = Engine.connect().client();
        return client.listContainersCmd().withLabelFilter(Engine.labels()).exec().stream()
                .map(container -> client.inspectContainerCmd(container.getId()).exec())
                .filter(container -> cluster.nodes()
                        .get(node)
                        .name()
                        .equals(container.getConfig().getHostName()))
                .map(container -> new NetworkNamespace(container.getState().getPidLong()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhenAllAreKilled() throws Exception {
        for (int write = 0; write < 20; write++) {
            clients.get(write % ALL.length).put("kept/" + write, "value " + write, FAILOVER);
        }
        long delivered = network.delivered(0, 1);

        cluster.kill(Set.of(0, 1, 2));
        for (int node : ALL) {
            assertThat(cluster.isRunning(node)).isFalse();
            assertThat(cluster.exitCode(node)).contains(NodeContainer.KILLED);
        }
        awaitServing();

        for (int write = 0; write < 20; write++) {
            assertThat(clients.get((write + 1) % ALL.length).get("kept/" + write, FAILOVER))
                    .contains("value " + write);
        }
        assertThat(network.delivered(0, 1)).isGreaterThan(delivered);
    }

    @Test
    void shouldKeepCutsOverARestart() throws Exception {
        int leader = awaitLeaderAmong(ALL);
        int[] others = othersThan(leader);
        network.cut(leader, others[0], Cut.DROP);
        network.disconnect(others[1]);

        cluster.kill(Set.of(others[0], others[1]));
        assertThatThrownBy(() -> network.verify(leader, others[0])).hasMessageContaining("does not run");
        cluster.start(others[0]);
        cluster.start(others[1]);
        network.verify(leader, others[0]);
        assertThatThrownBy(() -> network.verify(leader, others[1])).isInstanceOf(FaultFailed.class);

        network.healAll();
        network.verify(leader, others[0]);
        network.verify(leader, others[1]);
        assertThat(clients.get(others[1]).get("up/0", START)).contains("up");
    }

    @Test
    void shouldGoOnWithoutAPausedLeaderAndStopWhenAsked() throws Exception {
        int leader = awaitLeaderAmong(ALL);
        int[] others = othersThan(leader);

        cluster.pause(leader);
        assertThat(cluster.isRunning(leader)).isTrue();
        // Rules can be set in the namespace of a process that stands still.
        network.cut(others[0], leader, Cut.DROP);
        network.verify(others[0], leader);
        clients.get(others[0]).put("paused", "written without it", FAILOVER);
        network.heal(others[0], leader);
        network.disconnect(leader);
        network.reconnect(leader);
        cluster.resume(leader);
        assertThat(clients.get(leader).get("paused", FAILOVER)).contains("written without it");

        assertThat(cluster.terminate(leader, Duration.ofSeconds(20))).isTrue();
        assertThat(cluster.exitCode(leader)).contains(0);
        assertThat(cluster.isRunning(leader)).isFalse();
    }

    @Test
    void shouldKillANodeThatIsPaused() throws Exception {
        cluster.pause(2);
        cluster.kill(Set.of(2));
        assertThat(cluster.isRunning(2)).isFalse();
        assertThat(cluster.exitCode(2)).contains(NodeContainer.KILLED);
    }

    @Test
    void shouldLimitWhatOneNodeSendsToAnother() throws Exception {
        int leader = awaitLeaderAmong(ALL);
        int[] others = othersThan(leader);
        int limited = others[0];
        int free = others[1];
        network.throttle(leader, limited, 20_000);
        String value = "x".repeat(50_000);
        long toLimited = network.delivered(leader, limited);
        long toFree = network.delivered(leader, free);

        for (int write = 0; write < 6; write++) {
            clients.get(free).put("big/" + write, value, FAILOVER);
        }
        Awaitility.await("all of it at the node without a limit")
                .atMost(FAILOVER)
                .until(() -> network.delivered(leader, free) - toFree > 6L * value.length());
        assertThat(network.delivered(leader, limited) - toLimited).isLessThan(4L * value.length());

        network.throttle(leader, limited, 0);
        assertThat(clients.get(limited).get("big/5", FAILOVER)).contains(value);
    }

    @Test
    void shouldSayThatAnImageIsMissing() {
        DockerPlan plan = DockerPlan.threeNodesInTwoCities(directory.resolve("none"), Map.of());
        DockerPlan missing = new DockerPlan(
                "quorate:nobody-made-this", plan.places(), plan.keyspaces(), Map.of(), "", plan.directory());

        assertThatThrownBy(() -> DockerCluster.create(missing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".ci/docker-image");
    }

    @Test
    void shouldRemoveWhatAHarnessThatIsGoneHasLeft() throws Exception {
        Engine engine = Engine.connect();
        DockerClient client = engine.client();
        Map<String, String> gone = Map.of(Engine.LABEL, ProcessHandle.current().pid() + "@1");
        String network = client.createNetworkCmd()
                .withName("quorate-left-behind")
                .withLabels(gone)
                .withInternal(true)
                .exec()
                .getId();
        String container = client.createContainerCmd(DockerPlan.BUILT_IMAGE)
                .withLabels(gone)
                .exec()
                .getId();

        engine.removeLeftovers();

        assertThatThrownBy(() -> client.inspectContainerCmd(container).exec()).isInstanceOf(NotFoundException.class);
        assertThat(client.listNetworksCmd().withIdFilter(network).exec()).isEmpty();
        // This harness is not gone.
        assertThat(cluster.isRunning(0)).isTrue();
    }

    @Test
    void shouldTakeAnotherSubnetWhenOneIsInUse() throws Exception {
        Engine engine = Engine.connect();
        Subnet subnet = new Subnet(Subnet.COUNT - 1);
        Network first = engine.createNetwork(subnet).orElseThrow();
        try {
            assertThat(engine.createNetwork(subnet)).isEmpty();
        } finally {
            first.close();
        }
    }

    @Test
    void shouldSlowNothing() {
        assertThatThrownBy(() -> network.slow(0, 1, Duration.ofMillis(10), Duration.ZERO))
                .isInstanceOf(FaultFailed.class);
    }
}
