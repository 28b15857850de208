package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.history.CounterHistory;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Linearizable reads of real replicas in the situations in which Ratis' own reads are stale (docs/design/leases.md).
 */
class LeaseIT {
    @TempDir
    private Path directory;

    private TestCluster cluster;

    LeaseIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick()).start();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    /** Asks the old leader until the next one has acknowledged a write and for a while after; no answer may be old. */
    private void readAtOldLeaderWhileAnotherTakesOver(TestNode old) {
        TestNode next = cluster.awaitLeaderAmong(cluster.others(old));
        TestCluster.put(next, "k", "new");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        while (System.nanoTime() < until) {
            assertThat(readOrRefusal(old)).isNotEqualTo("old");
        }
    }

    private static String readOrRefusal(TestNode node) {
        try {
            return TestCluster.read(node, "k", Duration.ofMillis(100)).join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            assertThat(cause).isInstanceOf(RequestFailure.class);
            return "refused";
        }
    }

    /** F1: an index acknowledged before the partition. */
    @Test
    void shouldNotReadStaleOnAnIsolatedLeaderThatHasReadBefore() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        assertThat(TestCluster.get(leader, "k")).isEqualTo("old");

        cluster.isolate(leader);

        readAtOldLeaderWhileAnotherTakesOver(leader);
    }

    /** The same with clocks that run apart as far as the bound allows. */
    @Test
    void shouldNotReadStaleWhenClocksDriftWithinTheBound() {
        TestNode leader = cluster.awaitLeader();
        leader.clock().rate(0.99);
        cluster.others(leader).forEach(other -> other.clock().rate(1.01));
        TestCluster.put(leader, "k", "old");
        assertThat(TestCluster.get(leader, "k")).isEqualTo("old");

        cluster.isolate(leader);

        readAtOldLeaderWhileAnotherTakesOver(leader);
    }

    /** A voter that has forgotten by a restart that it heard of the leader votes at once for another. */
    @Test
    void shouldNotReadStaleWhenARestartedVoterElectsAnother() throws IOException {
        TestNode leader = cluster.awaitLeader();
        TestNode voter = cluster.others(leader).get(0);
        TestNode candidate = cluster.others(leader).get(1);
        TestCluster.put(leader, "k", "old");
        cluster.links().cut(leader.id(), candidate.id());
        assertThat(TestCluster.get(leader, "k")).isEqualTo("old");

        voter.close();
        cluster.links().cut(leader.id(), voter.id());
        voter.start();

        readAtOldLeaderWhileAnotherTakesOver(leader);
    }

    @Test
    void shouldWaitOutTheLeaseOfALeaderThatVanished() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        long lastGrant = System.nanoTime();

        cluster.isolate(leader);
        TestNode next = cluster.awaitLeaderAmong(cluster.others(leader));

        Duration since = Duration.ofNanos(System.nanoTime() - lastGrant);
        assertThat(since).isGreaterThanOrEqualTo(cluster.settings().electionMin());
        assertThat(next.serves()).isTrue();
    }

    /** Planned handovers in a ring, with writers and readers at every node: nothing acknowledged is lost or unseen. */
    @Test
    void shouldNeitherLoseNorReadStaleWhenLeadershipGoesRoundUnderLoad() throws Exception {
        CounterHistory history = new CounterHistory();
        int handovers = 0;
        try (RegisterLoad load = new RegisterLoad(cluster, history, 3)) {
            for (int round = 0; round < 9; round++) {
                awaitProgress(history, 30, 30);
                TestNode leader = cluster.awaitLeader();
                TestNode next = cluster.others(leader).get(round % 2);
                if (TestCluster.join(leader.keyspace().handOver(next.id(), Duration.ofSeconds(5)))) {
                    handovers++;
                }
            }
            awaitProgress(history, 30, 30);
        }
        assertThat(history.violations()).isEmpty();
        assertThat(handovers).isGreaterThanOrEqualTo(5);
    }

    /** Cuts of all shapes and handovers at random, for a while: histories stay linearizable. */
    @Test
    void shouldStayLinearizableUnderRandomPartitionsAndHandovers() throws Exception {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        Random random = new Random(seed);
        CounterHistory history = new CounterHistory();
        try (RegisterLoad load = new RegisterLoad(cluster, history, 3)) {
            for (int round = 0; round < 12; round++) {
                disturb(random);
                awaitProgress(history, 50, 0);
                cluster.links().healAll();
                awaitProgress(history, 50, 10);
            }
        }
        assertThat(history.violations()).as("seed " + seed).isEmpty();
        assertThat(history.writes()).isGreaterThan(100);
    }

    private void disturb(Random random) throws IOException {
        List<TestNode> nodes = cluster.nodes();
        TestNode one = nodes.get(random.nextInt(nodes.size()));
        TestNode other = cluster.others(one).get(random.nextInt(2));
        switch (random.nextInt(5)) {
            case 0 -> cluster.isolate(cluster.awaitLeader());
            case 1 -> cluster.links().cut(one.id(), other.id());
            case 2 -> cluster.links().cutOneWay(one.id(), other.id());
            case 3 -> cluster.isolate(one);
            default -> {
                TestNode leader = cluster.awaitLeader();
                leader.keyspace().handOver(cluster.others(leader).get(0).id(), Duration.ofSeconds(2));
            }
        }
    }

    private static void awaitProgress(CounterHistory history, int reads, int writes) {
        long readTarget = history.reads() + reads;
        long writeTarget = history.writes() + writes;
        Awaitility.await("progress")
                .atMost(TestCluster.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> history.reads() >= readTarget && history.writes() >= writeTarget);
    }
}
