package io.quorate.jepsen.cluster.process;

import io.quorate.jepsen.disk.LoopDisks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A number that one run has to itself on this machine, and with it addresses and a directory. The lock on it ends with
 * the process that holds it: who gets it may remove whatever is found under that number.
 */
final class RunNumber implements AutoCloseable {
    private static final int FIRST = 64;
    private static final int LAST = 126;
    private static final String PID = ".pid";

    private final int value;
    private final Path directory;
    private final FileChannel lock;

    private RunNumber(int value, Path directory, FileChannel lock) {
        this.value = value;
        this.directory = directory;
        this.lock = lock;
    }

    /** Where runs keep what is theirs alone. */
    static Path base() {
        @Nullable String given = System.getProperty("quorate.jepsen.directory");
        return given == null ? Path.of(System.getProperty("java.io.tmpdir"), "quorate-jepsen") : Path.of(given);
    }

    /** A free number whose addresses are free; cleans up after every run that died. */
    static RunNumber claim(Path base, IntPredicate addressesFree) throws IOException {
        Files.createDirectories(base);
        @Nullable RunNumber claimed = null;
        for (int number = FIRST; number <= LAST; number++) {
            if (claimed != null && !Files.exists(lockFile(base, number))) {
                continue;
            }
            Optional<RunNumber> got = tryLock(base, number);
            if (got.isPresent()) {
                got.get().removeLeftovers();
                if (claimed == null && addressesFree.test(number)) {
                    claimed = got.get();
                    Files.createDirectories(claimed.directory);
                } else {
                    got.get().lock.close();
                }
            }
        }
        if (claimed == null) {
            throw new IOException("every run number from " + FIRST + " to " + LAST + " is taken");
        }
        return claimed;
    }

    private static Path lockFile(Path base, int number) {
        return base.resolve(number + ".lock");
    }

    private static Optional<RunNumber> tryLock(Path base, int number) throws IOException {
        FileChannel channel =
                FileChannel.open(lockFile(base, number), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new RunNumber(number, base.resolve(Integer.toString(number)), channel));
    }

    int value() {
        return value;
    }

    Path directory() {
        return directory;
    }

    /** So that a later run can end this process if this one cannot. */
    void record(String node, long pid) throws IOException {
        Files.writeString(directory.resolve(node + PID), pid + " " + ProcessTable.startTime(pid));
    }

    private void removeLeftovers() throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> recorded;
        try (Stream<Path> all = Files.list(directory)) {
            recorded = all.filter(path -> path.toString().endsWith(PID)).toList();
        }
        for (Path path : recorded) {
            endRecorded(Files.readString(path).split(" "));
        }
        if (LoopDisks.obstacle().isEmpty()) {
            LoopDisks.freeLeftovers(directory);
        }
        delete(directory);
    }

    private static void endRecorded(String[] words) {
        try {
            long pid = Long.parseLong(words[0]);
            if (ProcessTable.startTime(pid) == Long.parseLong(words[1])) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException | RuntimeException e) {
            // It has ended, or was never written down: nothing to end.
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory)) {
            found.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Gives the number back; nothing of the run is left. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (Files.isDirectory(directory)) {
                delete(directory);
            }
        }
    }
}
