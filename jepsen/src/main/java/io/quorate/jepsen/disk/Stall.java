package io.quorate.jepsen.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A frozen file system. The write that proves it is another process's: a thread of ours that hangs in the kernel could
 * keep this process from ending, and nobody would thaw the file system any more.
 */
final class Stall {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONG_ENOUGH = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = 2_000_000;

    private final LoopDisk disk;
    private @Nullable Process writer;

    Stall(LoopDisk disk) {
        this.disk = disk;
    }

    void begin() throws IOException {
        if (disk.isFrozen()) {
            return;
        }
        disk.freeze();
        Process blocked = SystemCommand.start(List.of(
                "dd", "if=/dev/zero", "of=" + disk.mountPoint().resolve("stall"), "bs=4096", "count=1", "conv=fsync"));
        writer = blocked;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!hangs(blocked)) {
            if (!blocked.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException("a write to the frozen disk does not hang");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (ends(blocked, LONG_ENOUGH)) {
            throw new IOException("a write to the frozen disk came through");
        }
    }

    private static boolean hangs(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'D';
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ends(Process process, Duration bound) throws IOException {
        try {
            return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a write", e);
        }
    }

    /** Thaws, and sees the write go on. */
    void end() throws IOException {
        disk.thaw();
        Process blocked = writer;
        if (blocked == null) {
            return;
        }
        writer = null;
        if (!ends(blocked, PATIENCE)) {
            blocked.destroyForcibly();
            throw new IOException("a write still hangs after the stall");
        }
        if (blocked.exitValue() != 0) {
            throw new IOException("the write that hung has failed: "
                    + SystemCommand.printed(blocked).strip());
        }
    }
}
