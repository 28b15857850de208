package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ratis.DirectorySync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real replicas whose disks remember what was made durable when: no candidacy and no vote may be known to another
 * replica before. What a disk then really keeps, {@code PowerLossIT} shows.
 */
@Tag("side-by-side")
class VoteDurabilityIT {
    private static final Duration ELECTION = Duration.ofMillis(600);

    @TempDir
    private Path directory;

    /** Of each node, the votes that were in its directory when that was synced, as "term candidate". */
    private final Map<NodeId, Set<String>> durable = new ConcurrentHashMap<>();

    private TestCluster cluster;

    VoteDurabilityIT() {}

    @BeforeEach
    void create() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick());
        for (TestNode node : cluster.nodes()) {
            Set<String> votes = ConcurrentHashMap.newKeySet();
            durable.put(node.id(), votes);
            node.directories(path -> {
                String vote = LogFiles.vote(cluster.directory(node.id()));
                DirectorySync.system().sync(path);
                votes.add(vote);
            });
        }
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    private String vote(NodeId node) {
        try {
            return LogFiles.vote(cluster.directory(node));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long holders(String vote) {
        return durable.values().stream().filter(votes -> votes.contains(vote)).count();
    }

    @Test
    void shouldLetNobodyKnowOfACandidacyOrAVoteThatIsNotDurable() throws IOException {
        Set<String> early = ConcurrentHashMap.newKeySet();
        Set<String> candidacies = ConcurrentHashMap.newKeySet();
        Set<String> leaderships = ConcurrentHashMap.newKeySet();
        // A pre-vote is no candidacy: its term is one in which the candidate has voted for somebody else.
        cluster.links().ratis().watchVotes((from, to, term) -> {
            String own = term + " " + from;
            if (vote(new NodeId(from)).equals(own) && candidacies.add(own) && holders(own) < 1) {
                early.add("candidacy " + own);
            }
        });
        // A leader's first message comes before anybody has written anything in its term.
        cluster.links().ratis().watchAppends((from, to, entries, namesPrevious) -> {
            String own = vote(new NodeId(from));
            if (leaderships.add(own) && holders(own) < 2) {
                early.add("election " + own);
            }
        });
        cluster.start();
        for (int round = 0; round < 4; round++) {
            TestNode leader = cluster.awaitLeader();
            TestCluster.put(leader, "k", "v" + round);
            leader.close();
            assertThat(cluster.awaitLeaderAmong(cluster.others(leader))).isNotNull();
            leader.start();
        }

        assertThat(early).isEmpty();
        assertThat(candidacies).hasSizeGreaterThanOrEqualTo(5);
        assertThat(leaderships).hasSizeGreaterThanOrEqualTo(5);
    }

    /** Nothing hurries a disk: as long as two of three cannot make votes durable, nobody is elected. */
    @Test
    void shouldElectNobodyWhileVotesCannotBeMadeDurable() throws IOException {
        cluster.start();
        TestNode first = cluster.awaitLeader();
        List<TestNode> others = cluster.others(first);
        CountDownLatch stuck = new CountDownLatch(1);
        for (TestNode other : others) {
            other.directories(path -> {
                await(stuck);
                DirectorySync.system().sync(path);
            });
        }

        try {
            first.close();
            Awaitility.await("nobody is elected")
                    .during(ELECTION.multipliedBy(4))
                    .atMost(TestCluster.PATIENCE)
                    .until(() -> others.stream().noneMatch(node -> knowsAnotherLeader(node, first)));
        } finally {
            stuck.countDown();
        }
        assertThat(cluster.awaitLeaderAmong(others)).isNotNull();
    }

    private static boolean knowsAnotherLeader(TestNode node, TestNode first) {
        NodeId leader = node.replica().leader();
        return leader != null && !leader.equals(first.id());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
