package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on disks that fail. Needs a built server, root, and the packages faketime and xfsprogs. */
@Tag("chaos-long")
class DiskFaultsIT {
    private static final int WRITES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static TestCluster cluster;

    @SuppressWarnings("NullAway.Init") // made before the tests
    DiskFaultsIT() {}

    @BeforeAll
    static void open() throws Exception {
        cluster = new TestCluster(ProcessSpec.threeNodes(directory).withSettings(TestCluster.SMALL_FILES));
        System.out.println("DiskFaultsIT: all serve after " + cluster.startAll().toMillis() + " ms");
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @AfterEach
    void heal() throws Exception {
        cluster.makeWhole();
    }

    @Test
    void shouldKeepEveryAcknowledgedWriteWhenAllLosePowerAtOnce() throws Exception {
        int leader = cluster.awaitLeader();
        try (Etcd client = cluster.client(leader)) {
            for (int i = 0; i < WRITES; i++) {
                client.put("durable-" + i, "value-" + i);
            }
        }

        cluster.disks().losePower(Set.of(0, 1, 2));
        assertThat(cluster.processes().isRunning(leader)).isFalse();
        cluster.startAll();

        for (int node = 0; node < 3; node++) {
            try (Etcd client = cluster.client(node)) {
                for (int i = 0; i < WRITES; i++) {
                    assertThat(client.read("durable-" + i)).hasValue("value-" + i);
                }
            }
        }
    }

    @Test
    void shouldGoOnWithoutAFollowerWhoseDiskStalls() throws Exception {
        int leader = cluster.awaitLeader();
        int follower = (leader + 1) % 3;
        cluster.disks().stall(follower);
        try (Etcd there = cluster.client(leader);
                Etcd here = cluster.client(follower)) {
            there.put("stalled", "x");
            cluster.disks().unstall(follower);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(here.read("stalled")).hasValue("x"));
        }
    }

    @Test
    void shouldServeAgainAfterAStallOfTheLeadersDisk() throws Exception {
        int leader = cluster.awaitLeader();
        cluster.disks().stall(leader);
        try (Etcd client = cluster.client(leader)) {
            assertThatThrownBy(() -> client.put("leader", ByteString.EMPTY, Duration.ofSeconds(1)))
                    .isInstanceOf(StatusRuntimeException.class);
            cluster.disks().unstall(leader);
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> client.put("leader", "x"));
        }
    }

    @Test
    void shouldEndWhenTheDiskFailsAndComeBackOnceItIsRepaired() throws Exception {
        int victim = cluster.awaitLeader();
        cluster.disks().fail(victim);
        cluster.writeUntilItEnds(victim);

        assertThat(cluster.processes().exitCode(victim).orElseThrow()).isNotZero();

        cluster.disks().repair(victim);
        cluster.startAll();
        try (Etcd client = cluster.client(victim)) {
            client.put("repaired", "x");
        }
    }

    @Test
    void shouldSlowTheDiskOfANodeAlsoAfterItsRestart() throws Exception {
        int leader = cluster.awaitLeader();
        cluster.disks().slow(leader, 50);
        cluster.processes().kill(Set.of(leader));
        cluster.startAll();
        cluster.disks().slow(leader, 0);
        try (Etcd client = cluster.client(leader)) {
            client.put("quick", "x");
        }
    }
}
