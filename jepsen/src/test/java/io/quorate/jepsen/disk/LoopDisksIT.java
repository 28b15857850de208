package io.quorate.jepsen.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, and a kernel with loop devices. */
class LoopDisksIT {
    private static final long BYTES = 64L << 20;

    @TempDir
    private Path directory;

    private final Set<Integer> killed = new HashSet<>();
    private LoopDisks disks;

    @SuppressWarnings("NullAway.Init") // made before each test
    LoopDisksIT() {}

    @BeforeEach
    void open() throws IOException {
        assumeThat(LoopDisks.obstacle()).as("not run").isEmpty();
        Path own = Files.createDirectory(
                directory.resolve("disks-" + ProcessHandle.current().pid()));
        disks = LoopDisks.open(own, List.of("n1", "n2"), BYTES, new DiskUsers() {
            @Override
            public void kill(Set<Integer> nodes) {
                killed.addAll(nodes);
            }

            @Override
            public boolean isRunning(int node) {
                return false;
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        disks.close();
        assertThat(SystemCommand.run("losetup", "--list")).doesNotContain(directory.toString());
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
    }

    private Path write(int node, String name, boolean sync) throws IOException {
        Path path = disks.data(node).resolve(name);
        Files.writeString(path, name);
        if (sync) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            LoopDisk.syncDirectory(disks.data(node));
        }
        return path;
    }

    @Test
    void shouldLoseExactlyWhatWasNotSynced() throws Exception {
        Path first = write(0, "synced", true);
        Path second = write(1, "synced", true);
        Path lostFirst = write(0, "lost", false);
        Path lostSecond = write(1, "lost", false);

        disks.losePower(Set.of(0, 1));

        assertThat(killed).containsExactlyInAnyOrder(0, 1);
        assertThat(first).hasContent("synced");
        assertThat(second).hasContent("synced");
        assertThat(lostFirst).doesNotExist();
        assertThat(lostSecond).doesNotExist();
    }

    @Test
    void shouldLoseARenameThatWasNotSyncedAndLeaveTheOtherDiskAlone() throws Exception {
        Path old = write(0, "old", true);
        Path kept = write(1, "kept", false);
        Files.move(old, old.resolveSibling("new"));

        disks.losePower(Set.of(0));

        assertThat(old).exists();
        assertThat(old.resolveSibling("new")).doesNotExist();
        assertThat(kept).exists();
        disks.losePower(Set.of(0));
        assertThat(old).exists();
    }

    @Test
    void shouldStallAndGoOn() throws Exception {
        disks.stall(0);
        disks.stall(0);
        write(1, "free", true);
        disks.unstall(0);
        disks.unstall(0);
        write(0, "again", true);
    }

    @Test
    void shouldLosePowerWhileStalled() throws Exception {
        Path path = write(0, "synced", true);
        disks.stall(0);
        disks.losePower(Set.of(0, 1));
        assertThat(path).exists();
    }

    @Test
    void shouldFillAndFree() throws Exception {
        write(0, "before", true);
        disks.fill(0);
        assertThatThrownBy(() -> write(0, "during", true)).hasMessageContaining("No space left");
        disks.losePower(Set.of(0));
        disks.unfill(0);
        disks.unfill(0);
        write(0, "after", true);
    }

    @Test
    void shouldFailWithInputOutputErrorsUntilRepaired() throws Exception {
        Path path = write(0, "synced", true);
        disks.fail(0);
        assertThatThrownBy(() -> write(0, "x", true)).hasMessageContaining("Input/output error");
        disks.repair(0);
        assertThat(path).hasContent("synced");
        disks.fail(1);
        disks.healAll();
        disks.healAll();
        write(1, "x", true);
        assertThat(killed).containsExactly(1);
    }

    @Test
    void shouldSlowDownOrSayThatItCannot() throws Exception {
        if (disks.canSlow()) {
            disks.slow(0, 20);
            disks.healAll();
        } else {
            assertThatThrownBy(() -> disks.slow(0, 20))
                    .isInstanceOf(FaultFailed.class)
                    .hasMessageContaining("not possible here");
        }
    }

    @Test
    void shouldTurnABitOfAMatchingFileOnly() throws Exception {
        Files.createDirectories(disks.data(0).resolve("raft/current"));
        Path match = write(0, "raft/current/log_0", true);
        Path other = write(0, "other", true);

        String where = disks.flipBit(0, "raft/**/log_*", 1);

        assertThat(where).startsWith(match.toString());
        assertThat(Files.readAllBytes(match))
                .isNotEqualTo("raft/current/log_0".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(other).hasContent("other");
        assertThatThrownBy(() -> disks.flipBit(0, "none/**", 1)).isInstanceOf(FaultFailed.class);
    }

    @Test
    void shouldFreeWhatAKilledRunHasLeft() throws Exception {
        disks.stall(1);
        LoopDisks.freeLeftovers(directory);
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
        assertThat(SystemCommand.run("losetup", "--list")).doesNotContain(directory.toString());
        assertThatThrownBy(() -> disks.close()).isInstanceOf(IOException.class);
    }
}
