package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ratis.CorruptLog;
import io.quorate.server.storage.CorruptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files under real replicas: what is recovered from, what is refused, and what stops a running one. */
@Tag("side-by-side")
class LogDamageIT {
    private static final KeyRange EVERYTHING = new KeyRange(Bytes.utf8("a"), Bytes.wrap(new byte[] {0}));

    @TempDir
    private Path directory;

    private TestCluster cluster;

    LogDamageIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, SnapshotIT.small()).start();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    private TestNode follower() {
        return cluster.others(cluster.awaitLeader()).get(0);
    }

    private static void flip(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) offset] ^= 0x10;
        // In place: hard links share what a disk would have damaged.
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    @Test
    void shouldLoseNothingWhenAllWereKilledWhileTheyWrote() throws IOException {
        SnapshotIT.write(cluster.awaitLeader(), "k", 10);
        cluster.awaitEqualState(cluster.nodes());
        cluster.stopAll();
        int cut = 30;
        for (TestNode node : cluster.nodes()) {
            // As much of a further record as had been written, which is different on each.
            Path open = LogFiles.inProgress(cluster.directory(node.id()));
            byte[] bytes = Files.readAllBytes(open);
            Files.write(open, Arrays.copyOfRange(bytes, 8, cut), StandardOpenOption.APPEND);
            Files.write(open, new byte[200], StandardOpenOption.APPEND);
            cut += 17;
        }

        cluster.start();

        TestNode leader = cluster.awaitLeader();
        for (int i = 0; i < 10; i++) {
            assertThat(TestCluster.get(leader, "k" + i)).isNotEmpty();
        }
        SnapshotIT.write(leader, "after", 3);
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldRecoverALogThatEndsInATornRecord() throws IOException {
        SnapshotIT.write(cluster.awaitLeader(), "k", 10);
        cluster.awaitEqualState(cluster.nodes());
        TestNode torn = follower();
        torn.close();
        Path open = LogFiles.inProgress(cluster.directory(torn.id()));
        byte[] bytes = Files.readAllBytes(open);
        Files.write(open, Arrays.copyOf(Arrays.copyOf(bytes, bytes.length - 7), 50_000));

        torn.start();

        SnapshotIT.write(cluster.awaitLeader(), "after", 3);
        cluster.awaitEqualState(cluster.nodes());
    }

    @Test
    void shouldRefuseADamagedRecordThatSoundOnesFollow() throws IOException {
        SnapshotIT.write(cluster.awaitLeader(), "k", 10);
        cluster.awaitEqualState(cluster.nodes());
        TestNode damaged = follower();
        damaged.close();
        Path open = LogFiles.inProgress(cluster.directory(damaged.id()));
        flip(open, 40);

        refuses(damaged, open);
    }

    @Test
    void shouldRefuseADamagedClosedSegment() throws IOException {
        SnapshotIT.write(cluster.awaitLeader(), "k", 30);
        cluster.awaitEqualState(cluster.nodes());
        TestNode damaged = follower();
        damaged.close();
        Path closed = LogFiles.segments(cluster.directory(damaged.id())).get(1);
        flip(closed, Files.size(closed) / 2);

        refuses(damaged, closed);

        // Not even the others notice.
        SnapshotIT.write(cluster.awaitLeaderAmong(cluster.others(damaged)), "after", 3);
    }

    private static void refuses(TestNode node, Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(node::start)
                    .isInstanceOfSatisfying(
                            CorruptLog.class,
                            corrupt -> assertThat(corrupt.file()).isEqualTo(file.toString()));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void shouldStopForADamagedTableAtTheLatestWhenItIsRead() throws IOException {
        SnapshotIT.write(cluster.awaitLeader(), "k", 60);
        TestNode damaged = follower();
        Awaitility.await("tables on disk")
                .atMost(TestCluster.PATIENCE)
                .until(() -> damaged.host().latestSnapshot().isPresent());
        damaged.close();
        for (Path table : tables(cluster.directory(damaged.id()).resolve("db"))) {
            flip(table, 60);
        }

        try {
            damaged.start();
        } catch (CorruptStore found) {
            assertThat(found.file()).isNotNull();
            return;
        }
        assertThatThrownBy(() -> damaged.state().read(RangeQuery.of(EVERYTHING)))
                .isInstanceOf(CorruptStore.class);
        Awaitility.await("the fault")
                .atMost(TestCluster.PATIENCE)
                .untilAsserted(
                        () -> assertThat(damaged.faults()).singleElement().isInstanceOf(CorruptStore.class));
    }

    private static List<Path> tables(Path db) throws IOException {
        try (Stream<Path> files = Files.list(db)) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".sst"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
            assertThat(tables).isNotEmpty();
            return tables;
        }
    }

    @Test
    void shouldReportWhyAReplicaStoppedOnceAndNothingElse() throws IOException {
        TestNode failing = follower();
        failing.close();
        AtomicReference<TappedStore> store = new AtomicReference<>();
        failing.disk(opened -> {
            store.set(new TappedStore(opened));
            return store.get();
        });
        failing.start();
        SnapshotIT.write(cluster.awaitLeader(), "k", 2);
        cluster.awaitEqualState(cluster.nodes());
        Fault reason = new Fault("the disk is on fire");
        store.get().failWith(reason);

        SnapshotIT.write(cluster.awaitLeaderAmong(cluster.others(failing)), "more", 3);

        Awaitility.await("the fault")
                .atMost(TestCluster.PATIENCE)
                .until(() -> !failing.faults().isEmpty());
        Awaitility.await("the replica is closed").atMost(TestCluster.PATIENCE).until(() -> isClosed(failing));
        failing.close();
        assertThat(failing.faults()).containsExactly(reason);
        failing.disk(opened -> opened);
        failing.start();
        cluster.awaitEqualState(cluster.nodes());
    }

    private static boolean isClosed(TestNode node) {
        try {
            node.state().revision();
            return false;
        } catch (LocalState.Unavailable e) {
            return true;
        }
    }
}
