package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk fills up. Needs a built server, root, and the packages faketime and xfsprogs. */
class FullDiskIT {
    private static final int DISK_FULL = 16;

    @TempDir
    private Path directory;

    private TestCluster cluster;

    @SuppressWarnings("NullAway.Init") // made before each test
    FullDiskIT() {}

    @BeforeEach
    void open() throws Exception {
        cluster = new TestCluster(ProcessSpec.threeNodes(directory).withSettings(TestCluster.SMALL_FILES));
        cluster.startAll();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private int fillTheLeadersDisk() throws Exception {
        int victim = cluster.awaitLeader();
        cluster.disks().fill(victim);
        cluster.writeUntilItEnds(victim);
        return victim;
    }

    @Test
    void shouldEndWithItsCodeWhileTheOthersGoOn() throws Exception {
        int victim = fillTheLeadersDisk();

        assertThat(cluster.processes().exitCode(victim)).hasValue(DISK_FULL);
        try (Etcd client = cluster.client(cluster.awaitLeaderOtherThan(victim))) {
            client.put("without", "it");
        }
        cluster.disks().unfill(victim);
    }

    @Test
    void shouldComeBackWhenThereIsRoom() throws Exception {
        int victim = fillTheLeadersDisk();

        cluster.disks().unfill(victim);
        cluster.startAll();

        try (Etcd client = cluster.client(victim)) {
            client.put("room", "again");
        }
    }
}
