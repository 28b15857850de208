package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.replication.ratis.CorruptLog;
import io.quorate.server.replication.ratis.StateLost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that stop and start at many points, and over directories as a crash in any step would leave them. */
@Tag("side-by-side")
class RestartIT {
    @TempDir
    private Path directory;

    private TestCluster cluster;

    RestartIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, SnapshotIT.small()).start();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.nodes().forEach(node -> assertThat(node.faults()).isEmpty());
        cluster.close();
    }

    private void restartAll() throws IOException {
        cluster.stopAll();
        cluster.start();
        cluster.awaitLeader();
    }

    private void holdsAll(String prefix, int count) {
        TestNode leader = cluster.awaitLeader();
        for (int i = 0; i < count; i++) {
            assertThat(TestCluster.get(leader, prefix + i)).as(prefix + i).isNotEmpty();
        }
    }

    /** Writes until every node has a snapshot and a purged log, then stops one that does not lead. */
    private TestNode stoppedAfterSnapshots() throws IOException {
        TestNode leader = cluster.awaitLeader();
        SnapshotIT.write(leader, "k", 130);
        cluster.awaitEqualState(cluster.nodes());
        TestNode stopped = cluster.others(leader).get(0);
        Awaitility.await("a purged log").atMost(TestCluster.PATIENCE).until(() -> {
            SnapshotIT.write(leader, "more", 1);
            return LogFiles.firstIndex(home(stopped)) > 0;
        });
        stopped.close();
        return stopped;
    }

    private Path home(TestNode node) {
        return cluster.directory(node.id());
    }

    private Path newestSnapshot(TestNode node) throws IOException {
        try (Stream<Path> snapshots = Files.list(home(node).resolve("snapshots"))) {
            return snapshots
                    .filter(path -> !String.valueOf(path.getFileName()).startsWith("partial"))
                    .max(Comparator.comparingLong(path ->
                            Long.parseLong(String.valueOf(path.getFileName()).replaceFirst(".*_", ""))))
                    .orElseThrow();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void rejoins(TestNode node) throws IOException {
        node.start();
        SnapshotIT.write(cluster.awaitLeader(), "after", 3);
        cluster.awaitEqualState(cluster.nodes());
        assertThat(TestCluster.get(node, "k129")).isNotEmpty();
    }

    @Test
    void shouldStartAgainBeforeAndAfterTheFirstWritesAndAfterSnapshots() throws IOException {
        restartAll();
        SnapshotIT.write(cluster.awaitLeader(), "k", 3);
        restartAll();
        holdsAll("k", 3);
        SnapshotIT.write(cluster.awaitLeader(), "s", 90);
        restartAll();
        restartAll();
        holdsAll("s", 90);
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldKeepAllThroughRestartsOfOneNodeAfterAnother() throws IOException {
        long seed = System.nanoTime();
        System.out.println("RestartIT seed " + seed);
        Random random = new Random(seed);
        int written = 0;
        for (int round = 0; round < 6; round++) {
            TestNode node = cluster.nodes().get(random.nextInt(3));
            node.close();
            TestNode leader = cluster.awaitLeaderAmong(cluster.others(node));
            for (int i = random.nextInt(60); i >= 0; i--) {
                TestCluster.put(leader, "k" + written++, "v");
            }
            node.start();
        }
        holdsAll("k", written);
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldRebuildALostStoreFromItsOwnSnapshot() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        deleteTree(home(node).resolve("db"));
        rejoins(node);
        assertThat(cluster.fetches()).hasValue(0);
    }

    @Test
    void shouldStartWithAStoreWhoseSnapshotsAreLost() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        deleteTree(home(node).resolve("snapshots"));
        rejoins(node);
        assertThat(cluster.fetches()).hasValue(0);
    }

    @Test
    void shouldFetchTheStateFromAnotherNodeWhenOnlyTheLogIsLeft() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        deleteTree(home(node).resolve("db"));
        deleteTree(home(node).resolve("snapshots"));
        cluster.isolate(node);
        assertThatThrownBy(node::start).isInstanceOf(StateLost.class).hasMessageContaining("no other node");

        cluster.links().healAll();
        rejoins(node);
        assertThat(cluster.fetches()).hasValue(1);
    }

    @Test
    void shouldSwapInASnapshotThatIsNewerThanTheStore() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        TestNode leader = cluster.awaitLeaderAmong(cluster.others(node));
        SnapshotIT.write(leader, "later", 130);
        // As a crash leaves it between a download and the swap.
        Path newest = newestSnapshot(leader);
        copyTree(newest, home(node).resolve("snapshots").resolve(newest.getFileName()));
        rejoins(node);
        assertThat(cluster.fetches()).hasValue(0);
    }

    @Test
    void shouldFinishOrForgetWhatACrashLeftHalfDone() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        Path home = home(node);
        Path snapshot = newestSnapshot(node);
        // In the middle of a checkpoint, of removing an old snapshot, of a download, and of a swap before its two
        // moves.
        Files.createDirectories(home.resolve("snapshots/partial-9_99999"));
        Files.writeString(home.resolve("snapshots/partial-9_99999/CURRENT"), "half");
        Files.createDirectories(home.resolve("snapshots/partial-old-1_2"));
        Files.createDirectories(home.resolve("snapshots/partial-download"));
        Files.writeString(home.resolve("snapshots/partial-download/000009.sst.1.part"), "half");
        Files.createDirectories(home.resolve("db.new"));
        Files.writeString(home.resolve("db.new/CURRENT"), "half");
        rejoins(node);
        node.close();
        assertThat(home.resolve("db.new")).doesNotExist();
        assertThat(home.resolve("snapshots/partial-9_99999")).doesNotExist();
        assertThat(home.resolve("snapshots/partial-old-1_2")).doesNotExist();

        // Between its two moves.
        Files.move(home.resolve("db"), home.resolve("db.old"));
        copyTree(snapshot, home.resolve("db.new"));
        rejoins(node);
        node.close();
        assertThat(List.of(home.resolve("db.new"), home.resolve("db.old")))
                .allSatisfy(left -> assertThat(left).doesNotExist());

        // After them.
        copyTree(home.resolve("db"), home.resolve("db.old"));
        rejoins(node);
        assertThat(cluster.fetches()).hasValue(0);
    }

    @Test
    void shouldRefuseToStartWithoutItsLogOrItsVote() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        Path raft = home(node).resolve("raft");
        Path meta = LogFiles.current(home(node)).resolve("raft-meta");
        byte[] vote = Files.readAllBytes(meta);
        Files.delete(meta);
        assertThatThrownBy(node::start).isInstanceOf(CorruptLog.class).hasMessageContaining("vote");
        Files.write(meta, vote);

        Path away = home(node).resolve("away");
        Files.move(raft, away);
        assertThatThrownBy(node::start).isInstanceOf(CorruptLog.class).hasMessageContaining("vote");
        deleteTree(raft);

        Files.move(away, raft);
        rejoins(node);
    }

    @Test
    void shouldRefuseALogOfAnotherGroup() throws IOException {
        TestNode node = stoppedAfterSnapshots();
        Path foreign = home(node).resolve("raft/00000000-0000-0000-0000-000000000001/current");
        Files.createDirectories(foreign);
        assertThatThrownBy(node::start).isInstanceOf(CorruptLog.class).hasMessageContaining("another group");
        deleteTree(foreign.getParent());
        rejoins(node);
    }

    @Test
    void shouldStartAfterACrashWhileItsDirectoryWasMade() throws IOException {
        cluster.close();
        cluster = new TestCluster(directory.resolve("new"), 3, SnapshotIT.small());
        TestNode third = cluster.nodes().get(2);
        List<TestNode> others = cluster.others(third);
        for (TestNode node : others) {
            node.start();
        }
        SnapshotIT.write(cluster.awaitLeaderAmong(others), "k", 3);
        Path group = LogFiles.current(home(others.get(0))).getParent();
        Files.createDirectories(
                home(third).resolve("raft").resolve(group.getFileName()).resolve("current"));

        third.start();

        cluster.awaitEqualState(cluster.nodes());
    }
}
