package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.Network;
import io.quorate.proto.etcd.StatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Three nodes with everything, which tests share and leave whole. */
final class TestCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TAIL = 15;
    private static final int BIG = 256 << 10;

    /** So that files are made often. */
    static final List<String> SMALL_FILES = List.of("log_segment_bytes: 8MiB", "store_write_buffer_bytes: 4MiB");

    private final ProcessCluster cluster;

    TestCluster(ProcessSpec spec) throws IOException {
        Awaitility.setDefaultTimeout(PATIENCE);
        cluster = ProcessCluster.open(spec);
        assertThat(cluster.missing())
                .as("what this test needs: root, and the package faketime")
                .isEmpty();
    }

    static TestCluster threeNodes(Path directory) throws IOException {
        return new TestCluster(ProcessSpec.threeNodes(directory));
    }

    ProcessCluster processes() {
        return cluster;
    }

    Network network() {
        return cluster.network().orElseThrow();
    }

    Disks disks() {
        return cluster.disks().orElseThrow();
    }

    Clocks clocks() {
        return cluster.clocks().orElseThrow();
    }

    /** Starts whoever does not run, and waits until all serve. Returns how long that took. */
    Duration startAll() throws IOException {
        long began = System.nanoTime();
        for (int node = 0; node < 3; node++) {
            cluster.start(node);
        }
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> IntStream.range(0, 3).allMatch(cluster::isReady));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not everybody serves:\n" + logTails(), e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private String logTails() throws IOException {
        StringBuilder tails = new StringBuilder();
        for (int node = 0; node < 3; node++) {
            List<String> lines = Files.readAllLines(cluster.log(node));
            tails.append("n")
                    .append(node + 1)
                    .append(" exit ")
                    .append(cluster.exitCode(node))
                    .append('\n');
            lines.subList(Math.max(0, lines.size() - TAIL), lines.size())
                    .forEach(line -> tails.append("    ").append(line).append('\n'));
        }
        return tails.toString();
    }

    /** Everything healed, everybody serving. */
    void makeWhole() throws Exception {
        network().healAll();
        for (int node = 0; node < 3; node++) {
            cluster.resume(node);
        }
        disks().healAll();
        clocks().healAll();
        startAll();
    }

    Etcd client(int node) {
        return new Etcd(cluster.nodes().get(node));
    }

    Optional<StatusResponse> status(int node) {
        try (Etcd client = client(node)) {
            return client.status();
        }
    }

    private boolean leads(int node) {
        return status(node)
                .filter(status -> status.getLeader() == status.getHeader().getMemberId())
                .isPresent();
    }

    /** Of those who say that they lead, the one with the highest term. */
    Optional<Integer> leader() {
        return IntStream.range(0, 3)
                .boxed()
                .filter(this::leads)
                .max(Comparator.comparing(
                        node -> status(node).map(StatusResponse::getRaftTerm).orElse(0L)));
    }

    int awaitLeader() {
        return await().atMost(PATIENCE).until(this::leader, Optional::isPresent).orElseThrow();
    }

    int awaitLeaderOtherThan(int node) {
        return await().atMost(PATIENCE)
                .until(this::leader, leader -> leader.isPresent() && leader.get() != node)
                .orElseThrow();
    }

    /** Through another node, so that every node's log grows. */
    void writeUntilItEnds(int victim) {
        long seed = System.nanoTime();
        System.out.println("TestCluster seed " + seed);
        Random random = new Random(seed);
        byte[] value = new byte[BIG];
        try (Etcd client = client((victim + 1) % 3)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                random.nextBytes(value);
                try {
                    client.put("big-" + random.nextInt(40), ByteString.copyFrom(value), Duration.ofSeconds(2));
                } catch (StatusRuntimeException e) {
                    // Another leader may have to be found first.
                }
                return !cluster.isRunning(victim);
            });
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
