package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.replication.ratis.DirectorySync;
import io.quorate.server.replication.ratis.RaftVotes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes in while a replica is being opened; a node listens before. */
@Tag("side-by-side")
class OpeningIT {
    private static final long LATER_TERM = 1_000;

    @TempDir
    private Path directory;

    private TestCluster cluster;
    private TestNode node;

    OpeningIT() {}

    @BeforeEach
    void stopOneOfThree() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick()).start();
        node = cluster.others(cluster.awaitLeader()).get(0);
        TestCluster.put(cluster.awaitLeader(), "k", "v");
        node.close();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void shouldOpenWhileASnapshotIsOfferedToIt() throws IOException {
        List<String> answers = new CopyOnWriteArrayList<>();
        RaftVotes leader = new RaftVotes(cluster.group());
        int port = cluster.addresses().get(node.id()).getPort();
        String other = cluster.others(node).get(0).id().value();
        node.directories(path -> {
            if (answers.isEmpty()) {
                answers.add(leader.offerSnapshot(port, node.id().value(), other, LATER_TERM));
            }
            DirectorySync.system().sync(path);
        });

        node.start();

        assertThat(answers).containsExactly("UNAVAILABLE");
        Awaitility.await("what was written before")
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(TestCluster.get(node, "k")).isEqualTo("v"));
        assertThat(node.faults()).isEmpty();
    }

    @Test
    void shouldOpenAgainAfterItCouldNot() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        node.directories(path -> {
            if (broken.get()) {
                throw new IOException("this disk fails");
            }
            DirectorySync.system().sync(path);
        });
        assertThatThrownBy(node::start).hasStackTraceContaining("this disk fails");

        broken.set(false);
        node.start();

        Awaitility.await("what was written before")
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(TestCluster.get(node, "k")).isEqualTo("v"));
    }
}
