package io.quorate.jepsen.disk;

import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ext4 image for each node. Power goes by the kernel's own shutdown of a file system, without a flush, of all images
 * by one command, before any process is killed: survivors could otherwise write what is to be lost.
 */
public final class LoopDisks implements Disks, AutoCloseable {
    private static final long RESERVE_BYTES = 1L << 30;

    private interface Step {
        void run() throws IOException, FaultFailed;
    }

    private final List<String> names;
    private final List<LoopDisk> disks = new ArrayList<>();
    private final List<Stall> stalls = new ArrayList<>();
    private final List<Filler> fillers = new ArrayList<>();
    private final Slowness slowness;
    private final DiskUsers users;

    private LoopDisks(Path directory, List<String> names, DiskUsers users) {
        this.names = List.copyOf(names);
        this.users = users;
        this.slowness = new Slowness(BlockThrottle.find("quorate-jepsen-" + directory.getFileName()), this.names);
    }

    /** Why there can be no such disks here; empty when there can. */
    public static Optional<String> obstacle() {
        List<String> programs =
                List.of("mkfs.ext4", "losetup", "mount", "umount", "fsfreeze", "fallocate", "xfs_io", "dd");
        for (String program : programs) {
            if (!SystemCommand.exists(program)) {
                return Optional.of("there is no " + program + " here");
            }
        }
        if (!Files.isWritable(Path.of("/dev/loop-control"))) {
            return Optional.of("loop devices need root");
        }
        return Optional.empty();
    }

    /**
     * Frees what a run that was killed has left below the directory.
     *
     * @param directory nobody else uses it
     */
    public static void freeLeftovers(Path directory) throws IOException {
        Leftovers.free(directory);
    }

    /**
     * Makes and mounts one disk a node; on failure nothing is left.
     *
     * @param directory for images and mounts, which nobody else uses; its last name is ours alone on this machine
     * @param bytes of each, taken as they are used
     */
    public static LoopDisks open(Path directory, List<String> names, long bytes, DiskUsers users) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < names.size() * bytes + RESERVE_BYTES) {
            throw new IOException("disks of " + bytes + " bytes for " + names.size() + " nodes do not fit " + directory
                    + ", where " + usable + " bytes are free, one GiB of which is to stay so");
        }
        LoopDisks made = new LoopDisks(directory, names, users);
        try {
            for (String name : names) {
                LoopDisk disk = LoopDisk.make(directory, name, bytes);
                made.disks.add(disk);
                made.stalls.add(new Stall(disk));
                made.fillers.add(new Filler(disk));
            }
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** Where the node's data belong. */
    public Path data(int node) {
        return disks.get(node).data();
    }

    /** A process of the node has begun. */
    public void started(int node, long pid) throws IOException {
        slowness.started(node, pid);
    }

    @Override
    public void losePower(Set<Integer> nodes) throws FaultFailed {
        attempt("lose power of " + named(nodes), () -> {
            for (int node : nodes) {
                stalls.get(node).end();
            }
            for (int node : nodes) {
                if (!disks.get(node).hasFailed()) {
                    disks.get(node).mark();
                }
            }
            List<LoopDisk> working = nodes.stream()
                    .map(disks::get)
                    .filter(disk -> !disk.hasFailed())
                    .toList();
            shutDown(working);
            users.kill(nodes);
            for (int node : nodes) {
                disks.get(node).remount();
            }
            for (LoopDisk disk : working) {
                disk.checkMarks();
            }
        });
    }

    /** By one command, so that little time lies between them. Without -f: nothing is flushed. */
    private static void shutDown(List<LoopDisk> victims) throws IOException {
        if (victims.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("xfs_io", "-x"));
        for (LoopDisk disk : victims) {
            words.addAll(List.of("-c", "open -r " + disk.mountPoint(), "-c", "shutdown"));
        }
        SystemCommand.run(words);
        victims.forEach(LoopDisk::shutDown);
    }

    @Override
    public void stall(int node) throws FaultFailed {
        attempt("stall the disk of " + names.get(node), stalls.get(node)::begin);
    }

    @Override
    public void unstall(int node) throws FaultFailed {
        attempt("end the stall of " + names.get(node) + "'s disk", stalls.get(node)::end);
    }

    /** Whether {@link #slow} is possible on this machine. */
    public boolean canSlow() {
        return slowness.isPossible();
    }

    @Override
    public void slow(int node, int operationsPerSecond) throws FaultFailed {
        attempt(
                "slow the disk of " + names.get(node) + " to " + operationsPerSecond + " operations a second",
                () -> slowness.set(node, disks.get(node), operationsPerSecond));
    }

    @Override
    public void fill(int node) throws FaultFailed {
        attempt("fill the disk of " + names.get(node), fillers.get(node)::fill);
    }

    @Override
    public void unfill(int node) throws FaultFailed {
        attempt("free space on the disk of " + names.get(node), fillers.get(node)::free);
    }

    @Override
    public void fail(int node) throws FaultFailed {
        LoopDisk disk = disks.get(node);
        attempt("let the disk of " + names.get(node) + " fail", () -> {
            stalls.get(node).end();
            shutDown(List.of(disk));
            @Nullable IOException error = null;
            try {
                disk.tryWrite();
            } catch (IOException e) {
                error = e;
            }
            if (error == null || !String.valueOf(error.getMessage()).contains("Input/output error")) {
                throw new IOException("a write did not fail with EIO", error);
            }
        });
    }

    @Override
    public void repair(int node) throws FaultFailed {
        attempt("repair the disk of " + names.get(node), () -> {
            refuseIfRunning(node);
            disks.get(node).remount();
            disks.get(node).tryWrite();
        });
    }

    private void refuseIfRunning(int node) throws IOException {
        if (users.isRunning(node)) {
            throw new IOException("the node runs");
        }
    }

    @Override
    public String flipBit(int node, String glob, long seed) throws FaultFailed, IOException {
        if (users.isRunning(node)) {
            throw new FaultFailed("a bit of " + names.get(node) + " cannot be turned while it runs");
        }
        Path data = data(node);
        var matcher = data.getFileSystem().getPathMatcher("glob:" + glob);
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(path -> Files.isRegularFile(path) && matcher.matches(data.relativize(path)))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
        return BitFlip.one(files, seed)
                .orElseThrow(() -> new FaultFailed("no file of " + names.get(node) + " with content is like " + glob));
    }

    /** Ends what can be ended while nodes run; a disk that has failed costs its node's process. */
    @Override
    public void healAll() throws FaultFailed {
        @Nullable FaultFailed failure = null;
        for (int node = 0; node < disks.size(); node++) {
            try {
                heal(node);
            } catch (FaultFailed e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void heal(int node) throws FaultFailed {
        unstall(node);
        if (disks.get(node).hasFailed()) {
            users.kill(Set.of(node));
            repair(node);
        }
        unfill(node);
        if (slowness.isSet(node)) {
            slow(node, 0);
        }
    }

    private List<String> named(Set<Integer> nodes) {
        return nodes.stream().sorted().map(names::get).toList();
    }

    private static void attempt(String what, Step step) throws FaultFailed {
        try {
            step.run();
        } catch (IOException e) {
            throw new FaultFailed("tried to " + what + ": " + e.getMessage(), e);
        }
    }

    /** Unmounts and removes everything; the nodes must not run. What fails is told after the rest was tried. */
    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        List<Step> steps = new ArrayList<>();
        stalls.forEach(stall -> steps.add(stall::end));
        disks.forEach(disk -> steps.add(disk::close));
        steps.add(slowness::close);
        for (Step step : steps) {
            try {
                step.run();
            } catch (IOException | FaultFailed e) {
                IOException next = new IOException("a disk could not be removed: " + e.getMessage(), e);
                if (failure != null) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
        }
        disks.clear();
        stalls.clear();
        fillers.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
