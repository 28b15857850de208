package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.server.common.GroupId;
import io.quorate.server.replication.ratis.RaftVotes;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node whose disk loses power in the worst moment: right after a vote, a candidacy or an acknowledgement has left.
 * What others know of must still be there. Needs root, for disks of its own.
 */
class PowerLossIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NODE = 0;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    /** One file system a day, by turns; all of them with {@code -Dquorate.everyFileSystem=true}. */
    static Stream<LossyDisk.Kind> kinds() {
        LossyDisk.Kind[] all = LossyDisk.Kind.values();
        return Boolean.getBoolean("quorate.everyFileSystem")
                ? Stream.of(all)
                : Stream.of(all[(int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % all.length)]);
    }

    private @Nullable ProcessCluster nodes;
    private @Nullable LossyDisk disk;

    PowerLossIT() {}

    @BeforeEach
    void requireRoot() throws Exception {
        assumeThat(LossyDisk.possible())
                .as("not run: needs root, loop devices, e2fsprogs and xfsprogs")
                .isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            if (nodes != null) {
                nodes.close();
            }
        } finally {
            if (disk != null) {
                disk.close();
            }
        }
    }

    /** A cluster whose first node has a disk that can lose power. */
    private ProcessCluster cluster(int size, LossyDisk.Kind kind) throws Exception {
        ProcessCluster cluster = new ProcessCluster(directory, size);
        nodes = cluster;
        disk = LossyDisk.mount(kind, directory.resolve("disk.img"), cluster.data(NODE));
        return cluster;
    }

    private LossyDisk disk() {
        assertThat(disk).isNotNull();
        return disk;
    }

    private static String vote(ProcessCluster cluster) throws IOException {
        Properties vote = new Properties();
        Path meta = cluster.data(NODE)
                .resolve("groups")
                .resolve(group().toString())
                .resolve("raft")
                .resolve(group().toString())
                .resolve("current")
                .resolve("raft-meta");
        try (Reader file = Files.newBufferedReader(meta)) {
            vote.load(file);
        }
        return vote.getProperty("term") + " " + vote.getProperty("votedFor");
    }

    private static long termOf(ProcessCluster cluster) throws IOException {
        return Long.parseLong(vote(cluster).split(" ", 2)[0]);
    }

    private static GroupId group() {
        return GroupId.of("blackbox", "default");
    }

    /** Leaves one node of three, which has taken part in the group. */
    private ProcessCluster lastOfThree(LossyDisk.Kind kind) throws Exception {
        ProcessCluster cluster = cluster(3, kind);
        cluster.startAll();
        cluster.awaitServing(NODE, PATIENCE);
        cluster.kill(1);
        cluster.kill(2);
        return cluster;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldRememberWhomItVotedFor(LossyDisk.Kind kind) throws Exception {
        ProcessCluster cluster = lastOfThree(kind);
        RaftVotes votes = new RaftVotes(group());
        for (int round = 0; round < 2; round++) {
            long term = termOf(cluster) + 1;

            assertThat(votes.ask(cluster.peerPort(NODE), "n1", "n2", term)).isTrue();
            disk().losePower();
            cluster.kill(NODE);
            disk().recover();

            assertThat(vote(cluster)).isEqualTo(term + " n2");
            cluster.start(NODE);
            assertThat(votes.ask(cluster.peerPort(NODE), "n1", "n3", term))
                    .as("a second vote in term " + term)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldRememberThatItStood(LossyDisk.Kind kind) throws Exception {
        ProcessCluster cluster = lastOfThree(kind);
        CompletableFuture<Long> candidacy = new CompletableFuture<>();

        Closeable supporter = new RaftVotes(group()).supporter(cluster.peerPort(1), term -> {
            if (!candidacy.isDone()) {
                cutPower();
                candidacy.complete(term);
            }
        });
        long term;
        try {
            term = candidacy.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            supporter.close();
        }
        cluster.kill(NODE);
        disk().recover();

        assertThat(vote(cluster)).isEqualTo(term + " n1");
    }

    private void cutPower() {
        try {
            disk().losePower();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes that fill segments, so that new ones are made, until the disk is without power; several times. */
    @ParameterizedTest
    @MethodSource("kinds")
    void shouldHaveEverythingThatWasAcknowledged(LossyDisk.Kind kind) throws Exception {
        ProcessCluster cluster = cluster(1, kind);
        Set<String> acknowledged = new HashSet<>();
        ByteString value = ByteString.copyFrom(new byte[64 << 10]);
        for (int round = 0; round < 3; round++) {
            cluster.start(NODE, "--set", "log_segment_bytes=8MiB");
            try (EtcdClient client = new EtcdClient(cluster.clientPort(NODE))) {
                for (int i = 0; i < 150 + round * 7; i++) {
                    String key = "key-" + round + "-" + i;
                    client.patientKv().put(EtcdClient.put(key, value));
                    acknowledged.add(key);
                }
                disk().losePower();
            }
            cluster.kill(NODE);
            disk().recover();
        }
        cluster.start(NODE);

        assertThat(present(cluster)).containsAll(acknowledged);
    }

    private static Set<String> present(ProcessCluster cluster) {
        Set<String> keys = new HashSet<>();
        try (EtcdClient client = new EtcdClient(cluster.clientPort(NODE))) {
            for (KeyValue entry : client.patientKv()
                    .range(EtcdClient.prefix("key-").toBuilder()
                            .setKeysOnly(true)
                            .build())
                    .getKvsList()) {
                keys.add(entry.getKey().toStringUtf8());
            }
        }
        return keys;
    }
}
