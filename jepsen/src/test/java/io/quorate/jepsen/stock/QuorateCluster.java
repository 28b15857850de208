package io.quorate.jepsen.stock;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.process.ProcessCluster;
import io.quorate.jepsen.cluster.process.ProcessSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Our own nodes, as processes, which the schedules do to what they do to those of Ratis. One thread. */
final class QuorateCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ProcessCluster processes;
    private final List<QuorateNode> nodes = new ArrayList<>();

    QuorateCluster(ProcessSpec spec) throws IOException {
        processes = ProcessCluster.open(spec);
        processes.nodes().forEach(node -> nodes.add(new QuorateNode(node)));
    }

    ProcessCluster processes() {
        return processes;
    }

    QuorateNode node(int index) {
        return nodes.get(index);
    }

    private Network network() {
        return processes.network().orElseThrow();
    }

    List<String> names() {
        return processes.nodes().stream().map(node -> node.name()).toList();
    }

    /** Heals all links, starts whoever is down, and waits until all serve; returns the leader. */
    int makeWhole() throws IOException, FaultFailed {
        network().healAll();
        for (int node = 0; node < nodes.size(); node++) {
            processes.start(node);
        }
        Awaitility.await("all serve")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> IntStream.range(0, nodes.size()).allMatch(processes::isReady));
        return awaitLeader(0, 1, 2);
    }

    /** Waits until one of them says that it leads. */
    int awaitLeader(int... candidates) {
        return Awaitility.await("a leader")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(
                        () -> IntStream.of(candidates)
                                .filter(node -> nodes.get(node).leadingTerm() >= 0)
                                .findFirst()
                                .orElse(-1),
                        node -> node >= 0);
    }

    /** Waits until all have applied the same, and had before. */
    void awaitApplied() {
        Awaitility.await("equal logs")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        nodes.stream().map(QuorateNode::appliedIndex).distinct().count() == 1);
    }

    /** Waits until it answers at all. */
    void awaitUp(int node) {
        Awaitility.await("an answer")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> nodes.get(node).status().isPresent());
    }

    /** Neither reaches the other, and nobody tells them. */
    void cut(int one, int other) throws FaultFailed {
        network().cut(one, other, Network.Cut.DROP);
        network().cut(other, one, Network.Cut.DROP);
    }

    void heal(int one, int other) throws FaultFailed {
        network().heal(one, other);
        network().heal(other, one);
    }

    /** Everything between the two is under way for so long, each way. */
    void slow(int one, int other, Duration delay) throws FaultFailed {
        network().slow(one, other, delay, Duration.ZERO);
        network().slow(other, one, delay, Duration.ZERO);
    }

    void isolate(int node) throws FaultFailed {
        for (int other = 0; other < nodes.size(); other++) {
            if (other != node) {
                cut(node, other);
            }
        }
    }

    void kill(int node) throws FaultFailed {
        processes.kill(Set.of(node));
    }

    void start(int node) throws IOException {
        processes.start(node);
    }

    void losePower(int node) throws FaultFailed {
        processes.disks().orElseThrow().losePower(Set.of(node));
    }

    @Override
    public void close() {
        nodes.forEach(QuorateNode::close);
        processes.close();
    }
}
