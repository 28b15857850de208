package io.quorate.jepsen.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Limits what the processes of a control group may do on a block device; of the first or the second kind of groups. */
final class BlockThrottle {
    private static final Path FIRST = Path.of("/sys/fs/cgroup/blkio");
    private static final Path SECOND = Path.of("/sys/fs/cgroup");
    private static final String MEMBERS = "cgroup.procs";

    private final Path parent;
    private final Path root;
    private final boolean second;

    private BlockThrottle(Path parent, Path root, boolean second) {
        this.parent = parent;
        this.root = root;
        this.second = second;
    }

    /** Empty when this kernel, or what we may do here, does not allow it. */
    static Optional<BlockThrottle> find(String name) {
        try {
            if (Files.isWritable(FIRST.resolve("blkio.throttle.write_iops_device"))) {
                return Optional.of(open(FIRST, name, false));
            }
            if (Files.isReadable(SECOND.resolve("cgroup.controllers"))
                    && Files.readString(SECOND.resolve("cgroup.controllers")).contains("io")) {
                Files.writeString(SECOND.resolve("cgroup.subtree_control"), "+io");
                return Optional.of(open(SECOND, name, true));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static BlockThrottle open(Path parent, String name, boolean second) throws IOException {
        BlockThrottle throttle = new BlockThrottle(parent, parent.resolve(name), second);
        throttle.close();
        Files.createDirectory(throttle.root);
        if (second) {
            Files.writeString(throttle.root.resolve("cgroup.subtree_control"), "+io");
        }
        return throttle;
    }

    /** Into the node's group, with all its threads. */
    void join(String node, long pid) throws IOException {
        Files.writeString(members(node), Long.toString(pid));
    }

    /** Where a process writes its own id to join. */
    Path members(String node) throws IOException {
        return Files.createDirectories(root.resolve(node)).resolve(MEMBERS);
    }

    /** 0 for no limit. */
    void limit(String node, String device, int operationsPerSecond) throws IOException {
        Path group = Files.createDirectories(root.resolve(node));
        if (second) {
            String most = operationsPerSecond == 0 ? "max" : Integer.toString(operationsPerSecond);
            Files.writeString(group.resolve("io.max"), device + " riops=" + most + " wiops=" + most);
        } else {
            for (String kind : List.of("read", "write")) {
                Files.writeString(
                        group.resolve("blkio.throttle." + kind + "_iops_device"), device + " " + operationsPerSecond);
            }
        }
    }

    /** Removes the groups; who is left in them goes to the parent. */
    void close() throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        List<Path> groups;
        try (Stream<Path> children = Files.list(root)) {
            groups = children.filter(Files::isDirectory).toList();
        }
        for (Path group : groups) {
            remove(group);
        }
        remove(root);
    }

    private void remove(Path group) throws IOException {
        for (String pid : Files.readAllLines(group.resolve(MEMBERS))) {
            if (Files.exists(Path.of("/proc", pid))) {
                Files.writeString(parent.resolve(MEMBERS), pid);
            }
        }
        Files.delete(group);
    }
}
