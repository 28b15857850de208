package io.quorate.jepsen.stock;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An ext4 file system of its own that can lose power: what was not synced then is gone, directory entries too. Needs root
 * and loop devices. One thread.
 */
final class PowerImage implements AutoCloseable {
    private static final long BYTES = 96L << 20;

    private final Path image;
    private final Path mount;

    /** Makes and mounts it below the directory. */
    PowerImage(Path directory) throws IOException, InterruptedException {
        image = directory.resolve("disk.img");
        mount = directory.resolve("disk");
        Files.createDirectories(mount);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        run("mkfs.ext4", "-q", image.toString());
        mount();
    }

    Path directory() {
        return mount;
    }

    private void mount() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    /** Makes all that was written so far durable. */
    void sync() throws IOException, InterruptedException {
        run("sync", "-f", mount.toString());
    }

    /** From now on nothing reaches the disk, and every access fails. */
    void losePower() throws IOException, InterruptedException {
        run("xfs_io", "-x", "-c", "shutdown", mount.toString());
    }

    /** Mounts it anew after a loss of power. Nobody may have a file of it open. */
    void restorePower() throws IOException, InterruptedException {
        run("umount", mount.toString());
        mount();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", mount.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }
}
