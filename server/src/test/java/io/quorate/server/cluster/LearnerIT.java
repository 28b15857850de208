package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that learns: it serves, it does not count, it does not lead, and nobody waits for it. */
@Tag("side-by-side")
class LearnerIT {
    private static final NodeId LEARNER = new NodeId("n4");

    @TempDir
    private Path directory;

    private TestCluster cluster;
    private TestNode learner;

    LearnerIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster =
                new TestCluster(directory, 4, SnapshotIT.small()).learners("n4").start();
        learner = cluster.node(LEARNER);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.nodes().forEach(node -> assertThat(node.faults()).isEmpty());
        cluster.close();
    }

    private List<TestNode> voters() {
        return cluster.others(learner);
    }

    private static void refusedOrUnknown(Runnable request) {
        try {
            request.run();
        } catch (CompletionException e) {
            assertThat(e).hasRootCauseInstanceOf(RequestFailure.class);
            return;
        }
        throw new AssertionError("was answered");
    }

    @Test
    void shouldServeReadsAndWritesLikeAnyOtherNode() {
        TestCluster.put(learner, "k", "of the learner");
        assertThat(TestCluster.get(learner, "k")).isEqualTo("of the learner");
        TestCluster.put(cluster.awaitLeader(), "k", "of the leader");
        assertThat(TestCluster.get(learner, "k")).isEqualTo("of the leader");
        assertThat(learner.replica().status().lease()).isEqualTo(LeaseState.FOLLOWER);
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldBeSeenByTheLeader() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "v");

        Awaitility.await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            PeerProgress progress = leader.replica().status().peers().stream()
                    .filter(peer -> peer.node().equals(LEARNER))
                    .findFirst()
                    .orElseThrow();
            assertThat(progress.matchIndex())
                    .isEqualTo(leader.replica().status().lastIndex());
            assertThat(progress.silentMillis()).isBetween(0L, 1_000L);
        });
    }

    /** With one voter of three left and the learner beside it, nothing is acknowledged. */
    @Test
    void shouldNotCountInTheMajority() throws IOException {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        cluster.awaitEqualState(cluster.nodes());
        for (TestNode voter : voters()) {
            if (voter != leader) {
                voter.close();
            }
        }

        refusedOrUnknown(() ->
                TestCluster.write(leader, "k", "new", Duration.ofSeconds(2)).join());

        Awaitility.await("the leader steps down")
                .atMost(TestCluster.PATIENCE)
                .until(() -> cluster.nodes().stream()
                        .filter(node -> node == leader || node == learner)
                        .noneMatch(TestNode::serves));
        refusedOrUnknown(
                () -> TestCluster.read(learner, "k", Duration.ofSeconds(1)).join());
    }

    @Test
    void shouldNeverLead() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        assertThat(TestCluster.join(leader.keyspace().handOver(LEARNER, Duration.ofSeconds(1))))
                .isFalse();
        TestNode still = cluster.awaitLeaderAmong(voters());
        TestCluster.put(still, "k", "new");

        cluster.isolate(still);
        List<TestNode> rest = voters().stream().filter(voter -> voter != still).toList();
        cluster.awaitLeaderAmong(rest);

        assertThat(TestCluster.get(learner, "k")).isEqualTo("new");
        assertThat(learner.serves()).isFalse();
    }

    /** However far behind it is, and however long it is away. */
    @Test
    void shouldHoldNobodyUpAndCatchUpBySnapshotAfterwards() throws IOException {
        TestNode leader = cluster.awaitLeader();
        SnapshotIT.write(leader, "early", 5);
        cluster.awaitEqualState(cluster.nodes());
        learner.close();
        for (int round = 0; LogFiles.firstIndex(cluster.directory(leader.id())) <= 6; round++) {
            assertThat(round).as("rounds until the log is purged").isLessThan(20);
            SnapshotIT.write(leader, "late" + round + "-", 50);
        }

        learner.start();

        cluster.awaitEqualState(cluster.nodes());
        assertThat(cluster.fetches()).as("snapshots fetched").hasPositiveValue();
        TestCluster.put(learner, "k", "again");
        assertThat(TestCluster.get(learner, "k")).isEqualTo("again");
    }

    @Test
    void shouldGoOnWithoutTheLearner() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        cluster.awaitEqualState(cluster.nodes());

        cluster.isolate(learner);
        TestCluster.put(leader, "k", "new");

        assertThat(TestCluster.get(leader, "k")).isEqualTo("new");
        refusedOrUnknown(
                () -> TestCluster.read(learner, "k", Duration.ofSeconds(1)).join());
        cluster.links().healAll();
        assertThat(TestCluster.get(learner, "k")).isEqualTo("new");
    }
}
