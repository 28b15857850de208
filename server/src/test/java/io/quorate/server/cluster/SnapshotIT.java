package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ratis.RatisSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and installs between real replicas; snapshots, segments and what is preserved are small. */
@Tag("side-by-side")
class SnapshotIT {
    private static final int SNAPSHOT_ENTRIES = 40;
    private static final String VALUE = "x".repeat(500);

    @TempDir
    private Path directory;

    private TestCluster cluster;

    SnapshotIT() {}

    static RatisSettings small() {
        return new RatisSettings(
                Duration.ofMillis(500),
                Duration.ofMillis(1000),
                SNAPSHOT_ENTRIES,
                RatisSettings.SNAPSHOT_BYTES,
                10,
                8 << 10,
                16L << 20);
    }

    @BeforeEach
    void create() throws IOException {
        cluster = new TestCluster(directory, 3, small());
    }

    @AfterEach
    void stop() throws IOException {
        cluster.nodes().forEach(node -> assertThat(node.faults()).isEmpty());
        cluster.close();
    }

    /** One entry per write, or two when leadership moves meanwhile, which it may on a busy machine. */
    static void write(TestNode node, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(TestCluster.put(node, prefix + i, VALUE)).isInstanceOf(Outcome.PutDone.class);
        }
    }

    private long firstInLog(TestNode node) throws IOException {
        return LogFiles.firstIndex(cluster.directory(node.id()));
    }

    /** Writes until the node's log begins after this index. */
    private void writeUntilPurged(TestNode node, String prefix, long index) throws IOException {
        for (int round = 0; firstInLog(node) <= index + 1; round++) {
            assertThat(round).as("rounds until the log is purged").isLessThan(20);
            write(node, prefix + round + "-", SNAPSHOT_ENTRIES);
        }
    }

    @Test
    void shouldCatchUpByAnInstallAfterTheLogWasPurged() throws IOException {
        TestNode leader = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(leader).get(0);
        write(leader, "early", 5);
        cluster.awaitEqualState(cluster.nodes());
        long had = lagging.replica().appliedIndex();
        lagging.close();
        writeUntilPurged(leader, "late", had);
        TestCluster.join(leader.keyspace()
                .write(
                        new Request(null, new Command.DeleteRange(KeyRange.single(Bytes.utf8("early0")), false)),
                        "early0".length(),
                        System.nanoTime() + TestCluster.PATIENCE.toNanos()));

        lagging.start();

        cluster.awaitEqualState(cluster.nodes());
        assertThat(cluster.fetches()).hasValue(1);
        assertThat(TestCluster.get(lagging, "early0")).isEmpty();
        assertThat(TestCluster.get(lagging, "late0-0")).isEqualTo(VALUE);
    }

    @Test
    void shouldBringInAVoterThatNeverRan() throws IOException {
        List<TestNode> first = cluster.nodes().subList(0, 2);
        TestNode third = cluster.nodes().get(2);
        for (TestNode node : first) {
            node.start();
        }
        TestNode leader = cluster.awaitLeaderAmong(first);
        writeUntilPurged(leader, "k", 0);

        third.start();

        cluster.awaitEqualState(cluster.nodes());
        assertThat(TestCluster.get(third, "k0-0")).isEqualTo(VALUE);
        cluster.others(leader).stream().filter(node -> node != third).forEach(TestCluster::closeNode);
        write(cluster.awaitLeaderAmong(List.of(leader, third)), "counts", 3);
    }

    @Test
    void shouldNotInstallAgainOnceItHasCaughtUp() throws IOException {
        TestNode leader = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(leader).get(0);
        long had = lagging.replica().appliedIndex();
        lagging.close();
        writeUntilPurged(leader, "late", had);
        lagging.start();
        cluster.awaitEqualState(cluster.nodes());
        int fetches = cluster.fetches().get();

        write(leader, "more", 3 * SNAPSHOT_ENTRIES);
        cluster.awaitEqualState(cluster.nodes());

        assertThat(fetches).isEqualTo(1);
        assertThat(cluster.fetches()).hasValue(fetches);
    }

    @Test
    void shouldGoOnWithADownloadFromTheNextLeader() throws IOException {
        TestNode source = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(source).get(0);
        TestNode other = cluster.others(source).get(1);
        long had = lagging.replica().appliedIndex();
        lagging.close();
        writeUntilPurged(source, "late", had);
        writeUntilPurged(other, "later", had);
        AtomicInteger copied = new AtomicInteger();
        cluster.tapFetches((from, to, file) -> {
            if (from.equals(source.id()) && copied.incrementAndGet() == 3) {
                throw new IOException("the source breaks down");
            }
        });

        // It can only get two files from the source, which then is cut off for good.
        lagging.start();
        Awaitility.await("two files").atMost(TestCluster.PATIENCE).until(() -> copied.get() >= 3);
        cluster.isolate(source);

        cluster.awaitLeaderAmong(List.of(other, lagging));
        cluster.awaitEqualState(List.of(other, lagging));
        assertThat(TestCluster.get(lagging, "late0-0")).isEqualTo(VALUE);
        cluster.links().healAll();
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldTakeEntriesOfALeaderWhoseLogReachesBackWhileItStillDownloads() throws IOException {
        TestNode source = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(source).get(0);
        TestNode other = cluster.others(source).get(1);
        CountDownLatch checkpoint = new CountDownLatch(1);
        CountDownLatch download = new CountDownLatch(1);
        other.close();
        other.disk(opened -> {
            // Without a checkpoint its log is never purged.
            TappedStore store = new TappedStore(opened);
            store.beforeCheckpoint(() -> awaitUnchecked(checkpoint));
            return store;
        });
        other.start();
        long had = lagging.replica().appliedIndex();
        lagging.close();
        try {
            lead(source, other);
            writeUntilPurged(source, "late", had);
            cluster.awaitEqualState(List.of(source, other));
            cluster.tapFetches((from, to, file) -> await(download));
            lagging.start();
            Awaitility.await("a download")
                    .atMost(TestCluster.PATIENCE)
                    .until(() -> cluster.fetches().get() > 0);

            cluster.isolate(source);

            cluster.awaitLeaderAmong(List.of(other));
            cluster.awaitEqualState(List.of(other, lagging));
            write(other, "after", 3);
            assertThat(lagging.host().latestSnapshot())
                    .as("the download is still held up")
                    .isEmpty();
        } finally {
            // Else no node could be closed.
            checkpoint.countDown();
            download.countDown();
        }
    }

    /** Leadership goes to one of two, however often the other is elected. */
    private void lead(TestNode wanted, TestNode other) {
        Awaitility.await("the leadership of " + wanted.id())
                .atMost(TestCluster.PATIENCE)
                .until(() -> {
                    TestNode leader = cluster.awaitLeaderAmong(List.of(wanted, other));
                    return leader == wanted
                            || TestCluster.join(leader.keyspace().handOver(wanted.id(), Duration.ofSeconds(5)));
                });
        cluster.awaitLeaderAmong(List.of(wanted));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Test
    void shouldStopCleanlyInTheMiddleOfADownload() throws IOException {
        TestNode leader = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(leader).get(0);
        long had = lagging.replica().appliedIndex();
        lagging.close();
        writeUntilPurged(leader, "late", had);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger copied = new AtomicInteger();
        cluster.tapFetches((from, to, file) -> {
            if (copied.incrementAndGet() > 2) {
                await(never);
            }
        });
        lagging.start();
        Awaitility.await("half a download").atMost(TestCluster.PATIENCE).until(() -> copied.get() > 2);

        lagging.close();
        int before = copied.get();
        cluster.tapFetches((from, to, file) -> copied.incrementAndGet());
        lagging.start();

        cluster.awaitEqualState(cluster.nodes());
        long files = files(leader.host().latestSnapshot().orElseThrow().directory());
        assertThat(copied.get() - before)
                .as("files that had to be fetched again")
                .isLessThan((int) files);
    }

    private static long files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void shouldKeepApplyingAndStayBoundedWhileItTakesSnapshots() throws IOException {
        TestNode leader = cluster.start().awaitLeader();
        write(leader, "k", 5 * SNAPSHOT_ENTRIES);
        cluster.awaitEqualState(cluster.nodes());

        for (TestNode node : cluster.nodes()) {
            Path own = cluster.directory(node.id());
            Awaitility.await("snapshots of " + node.id())
                    .atMost(TestCluster.PATIENCE)
                    .untilAsserted(() -> {
                        try (Stream<Path> kept = Files.list(own.resolve("snapshots"))) {
                            assertThat(kept).hasSizeBetween(1, 2);
                        }
                    });
            assertThat(LogFiles.firstIndex(own)).isGreaterThan(SNAPSHOT_ENTRIES);
            assertThat(LogFiles.segments(own)).hasSizeLessThan(15);
        }
    }

    @Test
    void shouldGoOnApplyingWhileACheckpointTakesLong() throws IOException {
        TestNode slow = cluster.nodes().get(2);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        slow.disk(opened -> {
            TappedStore store = new TappedStore(opened);
            store.beforeCheckpoint(() -> {
                begun.countDown();
                awaitUnchecked(release);
            });
            return store;
        });
        TestNode leader = cluster.start().awaitLeader();
        write(leader, "k", SNAPSHOT_ENTRIES + 5);
        awaitUnchecked(begun);

        write(leader, "more", SNAPSHOT_ENTRIES + 5);
        cluster.awaitEqualState(cluster.nodes());
        assertThat(slow.host().latestSnapshot()).isEmpty();

        release.countDown();
        Awaitility.await("the snapshot")
                .atMost(TestCluster.PATIENCE)
                .until(() -> slow.host().latestSnapshot().isPresent());
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            await(latch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldTakeASnapshotForBytesToo() throws IOException {
        cluster.close();
        RatisSettings few = small();
        cluster = new TestCluster(
                directory.resolve("bytes"),
                3,
                new RatisSettings(few.electionMin(), few.electionMax(), 100_000, 10_000, 10, 8 << 10, 16L << 20));
        TestNode leader = cluster.start().awaitLeader();

        write(leader, "k", 40);

        Awaitility.await("a snapshot")
                .atMost(TestCluster.PATIENCE)
                .until(() -> leader.host().latestSnapshot().isPresent());
    }

    @Test
    void shouldAnswerReadsDuringAnInstallRightlyOrNotAtAll() throws Exception {
        TestNode leader = cluster.start().awaitLeader();
        TestNode lagging = cluster.others(leader).get(0);
        TestCluster.put(leader, "counter", "0");
        lagging.close();
        for (int i = 1; i <= 3 * SNAPSHOT_ENTRIES; i++) {
            TestCluster.put(leader, "counter", String.valueOf(i));
            TestCluster.put(leader, "pad" + i, VALUE);
        }
        String newest = String.valueOf(3 * SNAPSHOT_ENTRIES);
        lagging.start();
        AtomicInteger answered = new AtomicInteger();

        Awaitility.await("right answers")
                .atMost(TestCluster.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    CompletableFuture<String> read = TestCluster.read(lagging, "counter", Duration.ofMillis(500));
                    try {
                        assertThat(read.join()).isEqualTo(newest);
                        return answered.incrementAndGet() > 20;
                    } catch (CompletionException e) {
                        return false;
                    }
                });
        cluster.awaitEqualState(cluster.nodes());
        assertThat(cluster.fetches().get()).isPositive();
    }

    @Test
    void shouldSayThatStateIsUnavailableOnceTheNodeIsClosed() throws IOException {
        TestNode leader = cluster.start().awaitLeader();
        LocalState state = leader.state();
        leader.close();
        assertThatThrownBy(state::revision).isInstanceOf(LocalState.Unavailable.class);
    }
}
