package io.quorate.jepsen.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One image, its loop device and where it is mounted. Beside the node's data it holds two small files that prove a
 * power loss: one is overwritten and synced, the other overwritten only. Both are made at the start, so they need no
 * space later.
 */
final class LoopDisk {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 50_000_000;
    private static final int BLOCK = 4096;
    private static final long SYNCED = 1;
    private static final long NOT_SYNCED = 2;

    private final Path image;
    private final Path mount;
    private final String device;
    private boolean mounted;
    private boolean frozen;
    private boolean failed;

    private LoopDisk(Path image, Path mount, String device) {
        this.image = image;
        this.mount = mount;
        this.device = device;
    }

    /** Makes the file system and mounts it; on failure nothing is left. */
    static LoopDisk make(Path directory, String name, long bytes) throws IOException {
        Path image = directory.resolve(name + ".img");
        Path mount = directory.resolve(name);
        Files.createDirectories(mount);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        // No blocks kept for root, which the server is: a full disk shall be full.
        SystemCommand.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        String device = SystemCommand.run("losetup", "--find", "--show", image.toString())
                .strip();
        LoopDisk disk = new LoopDisk(image, mount, device);
        try {
            disk.mount();
            Files.createDirectories(disk.data());
            disk.makeMarks();
            return disk;
        } catch (IOException e) {
            disk.close();
            throw e;
        }
    }

    Path mountPoint() {
        return mount;
    }

    Path data() {
        return mount.resolve("data");
    }

    /** As the kernel knows it, such as 7:0. */
    String deviceNumber() throws IOException {
        Path name = Path.of(device).getFileName();
        return Files.readString(Path.of("/sys/block", String.valueOf(name), "dev"))
                .strip();
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean hasFailed() {
        return failed;
    }

    /** It has been shut down by somebody else, together with others. */
    void shutDown() {
        failed = true;
    }

    private void mount() throws IOException {
        SystemCommand.run("mount", "-t", "ext4", "-o", "noatime,noinit_itable", device, mount.toString());
        mounted = true;
    }

    /** Unmounts and mounts; the file system's log is replayed. Nobody may use it. */
    void remount() throws IOException {
        thaw();
        unmount();
        mount();
        failed = false;
    }

    private void unmount() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (mounted) {
            try {
                SystemCommand.run("umount", mount.toString());
                mounted = false;
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("busy") || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    void freeze() throws IOException {
        frozen = true;
        SystemCommand.run("fsfreeze", "--freeze", mount.toString());
    }

    void thaw() throws IOException {
        if (frozen) {
            SystemCommand.run("fsfreeze", "--unfreeze", mount.toString());
            frozen = false;
        }
    }

    // ---- marks ---------------------------------------------------------------------------------------------------

    private Path synced() {
        return mount.resolve("mark-synced");
    }

    private Path unsynced() {
        return mount.resolve("mark-unsynced");
    }

    private void makeMarks() throws IOException {
        for (Path path : List.of(synced(), unsynced())) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                file.write(block(SYNCED), 0);
                file.force(true);
            }
        }
        syncDirectory(mount);
    }

    /** Right before the power goes. */
    void mark() throws IOException {
        try (FileChannel file = FileChannel.open(unsynced(), StandardOpenOption.WRITE)) {
            file.write(block(NOT_SYNCED), 0);
        }
    }

    /** After it is back. */
    void checkMarks() throws IOException {
        if (read(synced()) != SYNCED) {
            throw new IOException("what was synced on " + mount + " is gone");
        }
        if (read(unsynced()) != SYNCED) {
            throw new IOException("what was not synced on " + mount + " is still there");
        }
    }

    private static ByteBuffer block(long number) {
        return ByteBuffer.allocate(BLOCK).putLong(0, number);
    }

    private static long read(Path path) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(path)).getLong();
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes a block to a new file, durably, and removes it. */
    void tryWrite() throws IOException {
        Path path = mount.resolve("try");
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            file.write(block(1));
            file.force(true);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** Frees everything; what fails is told after the rest was tried. */
    void close() throws IOException {
        try {
            thaw();
            unmount();
        } finally {
            SystemCommand.run("losetup", "--detach", device);
            Files.deleteIfExists(image);
        }
    }
}
