package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Outcome;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.ratis.RatisSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real replicas: what any node answers, and what survives the loss of one. */
class ClusterIT {
    @TempDir
    private Path directory;

    private TestCluster cluster;

    ClusterIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick()).start();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void shouldTakeWritesAndLinearizableReadsOnEveryNode() {
        for (TestNode writer : cluster.nodes()) {
            String value = "from " + writer.id();
            assertThat(TestCluster.put(writer, "k", value)).isInstanceOf(Outcome.PutDone.class);
            for (TestNode reader : cluster.nodes()) {
                assertThat(TestCluster.get(reader, "k")).isEqualTo(value);
            }
        }
    }

    /** What is committed a follower hears of with the next entry or heartbeat; here the latter take two seconds. */
    @Test
    void shouldReadWhatWasJustWrittenOnAFollowerBeforeAHeartbeatIsDue() throws IOException {
        RatisSettings patient = new RatisSettings(
                Duration.ofSeconds(4), Duration.ofSeconds(5), 100_000, 64L << 20, 1_000, 8L << 20, 16L << 20);
        try (TestCluster slow = new TestCluster(directory.resolve("patient"), 3, patient).start()) {
            TestNode leader = slow.awaitLeader();
            for (int i = 0; i < 20; i++) {
                TestCluster.put(leader, "k", "v" + i);
                for (TestNode follower : slow.others(leader)) {
                    assertThat(TestCluster.join(TestCluster.read(follower, "k", Duration.ofSeconds(1))))
                            .isEqualTo("v" + i);
                }
            }
        }
    }

    @Test
    void shouldKeepEveryAcknowledgedWriteWhenTheLeaderGoesAway() throws IOException {
        List<CompletableFuture<Outcome>> writes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            writes.add(TestCluster.write(cluster.nodes().get(i % 3), "k" + i, "v" + i));
        }
        writes.forEach(TestCluster::join);

        TestNode leader = cluster.awaitLeader();
        leader.close();

        TestNode next = cluster.awaitLeaderAmong(cluster.others(leader));
        for (int i = 0; i < 500; i++) {
            assertThat(TestCluster.get(next, "k" + i)).isEqualTo("v" + i);
        }
        leader.start();
        assertThat(TestCluster.get(leader, "k499")).isEqualTo("v499");
    }

    @Test
    void shouldStartAgainFromDisk() throws IOException {
        for (int i = 0; i < 50; i++) {
            TestCluster.put(cluster.nodes().get(0), "k" + i, "v" + i);
        }
        cluster.stopAll();
        for (TestNode node : cluster.nodes()) {
            node.start();
        }
        TestNode leader = cluster.awaitLeader();
        for (int i = 0; i < 50; i++) {
            assertThat(TestCluster.get(leader, "k" + i)).isEqualTo("v" + i);
        }
    }

    @Test
    void shouldHandLeadershipOverUnderLoadWithoutLosingAnyWrite() {
        TestNode leader = cluster.awaitLeader();
        TestNode next = cluster.others(leader).get(0);
        List<CompletableFuture<Outcome>> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            writes.add(TestCluster.write(cluster.nodes().get(i % 3), "a" + i, "v"));
        }

        boolean done = TestCluster.join(leader.keyspace().handOver(next.id(), Duration.ofSeconds(5)));
        for (int i = 0; i < 200; i++) {
            writes.add(TestCluster.write(cluster.nodes().get(i % 3), "b" + i, "v"));
        }

        assertThat(done).isTrue();
        assertThat(writes)
                .allSatisfy(write -> assertThat(TestCluster.join(write)).isInstanceOf(Outcome.PutDone.class));
        Awaitility.await().atMost(TestCluster.PATIENCE).until(next::serves);
        assertThat(next.lease().waitOutLeft()).isZero();
        assertThat(leader.lease().leadingTerm()).isEqualTo(LeaderLease.NO_TERM);
    }

    @Test
    void shouldStepDownWhenItsMajorityIsGoneEvenUnderLoad() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "before");
        cluster.isolate(leader);
        Awaitility.await("the isolated leader steps down")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    TestCluster.write(leader, "lost", "x");
                    return !leader.serves();
                });
        TestNode next = cluster.awaitLeaderAmong(cluster.others(leader));
        assertThat(TestCluster.get(next, "k")).isEqualTo("before");
    }
}
