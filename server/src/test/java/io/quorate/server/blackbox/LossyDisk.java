package io.quorate.server.blackbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A file system in a file, which can lose power: all that it was not asked to make durable is gone then. Needs the
 * right to mount it, and {@code xfs_io}.
 */
final class LossyDisk implements AutoCloseable {
    /** File systems that nodes may live on. */
    enum Kind {
        /** Its journal is not written by itself while a test runs. */
        EXT4("mkfs.ext4 -q -F", "loop,commit=300"),
        XFS("mkfs.xfs -q -f", "loop");

        private final String format;
        private final String options;

        Kind(String format, String options) {
            this.format = format;
            this.options = options;
        }
    }

    private static final long BYTES = 400L << 20;

    private final Kind kind;
    private final Path image;
    private final Path mountPoint;

    private LossyDisk(Kind kind, Path image, Path mountPoint) {
        this.kind = kind;
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /** Whether this machine and its user can do all that is needed. */
    static boolean possible() throws IOException, InterruptedException {
        return run("sh", "-c", "test $(id -u) = 0 && command -v xfs_io mkfs.xfs mkfs.ext4 && test -e /dev/loop-control")
                == 0;
    }

    /** Makes one, empty, and mounts it. */
    static LossyDisk mount(Kind kind, Path image, Path mountPoint) throws IOException, InterruptedException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        Files.createDirectories(mountPoint);
        LossyDisk disk = new LossyDisk(kind, image, mountPoint);
        must((kind.format + " " + image).split(" ", -1));
        disk.mount();
        return disk;
    }

    private void mount() throws IOException, InterruptedException {
        must(
                "mount",
                "-t",
                kind.name().toLowerCase(Locale.ROOT),
                "-o",
                kind.options,
                image.toString(),
                mountPoint.toString());
    }

    /** From now on nothing can be read or written. */
    void losePower() throws IOException, InterruptedException {
        must("xfs_io", "-x", "-c", "shutdown", mountPoint.toString());
    }

    /** Power is back; whoever used the disk has ended. */
    void recover() throws IOException, InterruptedException {
        must("umount", mountPoint.toString());
        mount();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        must("umount", mountPoint.toString());
    }

    private static void must(String... command) throws IOException, InterruptedException {
        int exit = run(command);
        if (exit != 0) {
            throw new IOException(List.of(command) + " ended with " + exit);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(List.of(command) + " does not end");
        }
        return process.exitValue();
    }
}
