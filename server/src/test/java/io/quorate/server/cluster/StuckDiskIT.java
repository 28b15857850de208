package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.replication.ratis.DirectorySync;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader whose disk stands still goes on beating: nobody else would notice. */
class StuckDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger writes = new AtomicInteger();
    private TestCluster cluster;

    StuckDiskIT() {}

    @AfterEach
    void stop() throws IOException {
        released.countDown();
        cluster.close();
    }

    @Test
    void shouldGiveLeadershipUpWhenItsLogDoesNotReachItsDisk() throws IOException {
        // All nodes are in one process here: the one that waits for its disk must not hold up the messages of the
        // others.
        cluster = new TestCluster(directory, 3, TestCluster.quick())
                .handlersMayWait()
                .start();
        TestNode leader = cluster.awaitLeader();
        List<TestNode> others = cluster.others(leader);
        TestCluster.put(others.get(0), "before", "1");

        leader.directories(path -> {
            await(released);
            DirectorySync.system().sync(path);
        });
        // Whatever is new in the log's directory, the next entry waits until its name is on the disk.
        Path stranger = LogFiles.current(cluster.directory(leader.id())).resolve("new");
        Files.writeString(stranger, "");

        TestNode next = Awaitility.await("another leader")
                .atMost(PATIENCE)
                .until(
                        () -> {
                            TestCluster.write(
                                    leader, "during-" + writes.incrementAndGet(), "1", Duration.ofMillis(200));
                            return others.stream()
                                    .filter(TestNode::serves)
                                    .findAny()
                                    .orElse(null);
                        },
                        found -> found != null);
        TestCluster.put(next, "after", "2");
        assertThat(TestCluster.get(others.get(1), "before")).isEqualTo("1");

        Files.delete(stranger);
        released.countDown();
        Awaitility.await("the former leader to follow")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(TestCluster.get(leader, "after")).isEqualTo("2"));
        assertThat(leader.faults()).isEmpty();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }
}
