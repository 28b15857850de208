package io.quorate.jepsen.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Disks that do only so many operations a second, for the processes of their nodes. */
final class Slowness {
    private static final int LEAST_WRITES = 3;
    private static final int MOST_WRITES = 200;

    private final Optional<BlockThrottle> throttle;
    private final List<String> names;
    private final Map<Integer, Long> pids = new HashMap<>();
    private final Map<Integer, Integer> limits = new HashMap<>();

    Slowness(Optional<BlockThrottle> throttle, List<String> names) {
        this.throttle = throttle;
        this.names = names;
    }

    boolean isPossible() {
        return throttle.isPresent();
    }

    boolean isSet(int node) {
        return limits.containsKey(node);
    }

    void started(int node, long pid) throws IOException {
        pids.put(node, pid);
        if (throttle.isPresent() && isSet(node)) {
            throttle.get().join(names.get(node), pid);
        }
    }

    void set(int node, LoopDisk disk, int operationsPerSecond) throws IOException {
        BlockThrottle groups = throttle.orElseThrow(
                () -> new IOException("not possible here: there is no control group for block devices to write to"));
        groups.limit(names.get(node), disk.deviceNumber(), operationsPerSecond);
        if (operationsPerSecond == 0) {
            limits.remove(node);
            return;
        }
        limits.put(node, operationsPerSecond);
        Long pid = pids.get(node);
        if (pid != null && Files.exists(Path.of("/proc", pid.toString()))) {
            groups.join(names.get(node), pid);
        }
        check(groups.members(names.get(node)), disk, operationsPerSecond);
    }

    /** Half a second's worth of writes, by a process in the group, must take at least half of that. */
    private static void check(Path members, LoopDisk disk, int operationsPerSecond) throws IOException {
        int writes = Math.max(LEAST_WRITES, Math.min(MOST_WRITES, operationsPerSecond / 2));
        Path path = disk.mountPoint().resolve("slow");
        long began = System.nanoTime();
        SystemCommand.run(
                "sh",
                "-c",
                "echo $$ > '" + members + "' && exec dd if=/dev/zero 'of=" + path + "' bs=4096 count=" + writes
                        + " oflag=dsync");
        double took = (System.nanoTime() - began) / 1e9;
        Files.deleteIfExists(path);
        if (took < 0.5 * (writes - 1) / operationsPerSecond) {
            throw new IOException(writes + " synced writes took only " + took + " s");
        }
    }

    void close() throws IOException {
        if (throttle.isPresent()) {
            throttle.get().close();
        }
    }
}
