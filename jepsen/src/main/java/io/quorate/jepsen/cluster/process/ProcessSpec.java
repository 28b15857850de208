package io.quorate.jepsen.cluster.process;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What to start.
 *
 * @param directory for logs, the topology and, without disks of their own, the nodes' data; made if it does not exist
 * @param nodes in the order of their indexes
 * @param settings lines of the topology's {@code settings} section, such as {@code log_segment_bytes: 8MiB}
 * @param jvmFlags of every node; no spaces within one
 * @param launcher the script that starts a server
 * @param diskBytes size of each node's disk, 0 for none of their own
 * @param home city, zone or node where the default keyspace's leader belongs; empty for anywhere
 * @param clocks whether clocks can be wrong; it makes every look at the clock slower
 * @param distances how long messages take when nothing is broken
 */
public record ProcessSpec(
        Path directory,
        List<NodePlace> nodes,
        List<String> settings,
        List<String> jvmFlags,
        Path launcher,
        long diskBytes,
        String home,
        boolean clocks,
        Distances distances) {
    /** For a few nodes on a small machine: little memory, and no threads for collecting garbage side by side. */
    public static final List<String> SMALL_JVM =
            List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC", "-Xms64m", "-Xmx256m");

    private static final long GIBIBYTE = 1L << 30;

    public ProcessSpec {
        nodes = List.copyOf(nodes);
        settings = List.copyOf(settings);
        jvmFlags = List.copyOf(jvmFlags);
        directory = directory.toAbsolutePath();
    }

    /** Three nodes, two of them in one city, with all means of doing harm that this machine allows. */
    public static ProcessSpec threeNodes(Path directory) {
        List<NodePlace> nodes = List.of(
                new NodePlace("n1", "shanghai", "sh-a"),
                new NodePlace("n2", "shanghai", "sh-b"),
                new NodePlace("n3", "hangzhou", "hz-a"));
        return new ProcessSpec(
                directory, nodes, List.of(), SMALL_JVM, Launcher.find(), GIBIBYTE, "", true, Distances.NONE);
    }

    /** Five nodes in three cities. */
    public static ProcessSpec fiveNodes(Path directory) {
        return threeNodes(directory)
                .withNodes(List.of(
                        new NodePlace("n1", "shanghai", "sh-a"),
                        new NodePlace("n2", "shanghai", "sh-b"),
                        new NodePlace("n3", "hangzhou", "hz-a"),
                        new NodePlace("n4", "hangzhou", "hz-b"),
                        new NodePlace("n5", "nanjing", "nj-a")));
    }

    public ProcessSpec withNodes(List<NodePlace> next) {
        return new ProcessSpec(directory, next, settings, jvmFlags, launcher, diskBytes, home, clocks, distances);
    }

    public ProcessSpec withSettings(List<String> next) {
        return new ProcessSpec(directory, nodes, next, jvmFlags, launcher, diskBytes, home, clocks, distances);
    }

    public ProcessSpec withJvmFlags(List<String> next) {
        return new ProcessSpec(directory, nodes, settings, next, launcher, diskBytes, home, clocks, distances);
    }

    /** With these after the flags that it has, so that they win. */
    public ProcessSpec withMoreJvmFlags(List<String> more) {
        return withJvmFlags(Stream.concat(jvmFlags.stream(), more.stream()).toList());
    }

    public ProcessSpec withLauncher(Path next) {
        return new ProcessSpec(directory, nodes, settings, jvmFlags, next, diskBytes, home, clocks, distances);
    }

    public ProcessSpec withDiskBytes(long next) {
        return new ProcessSpec(directory, nodes, settings, jvmFlags, launcher, next, home, clocks, distances);
    }

    public ProcessSpec withClocks(boolean next) {
        return new ProcessSpec(directory, nodes, settings, jvmFlags, launcher, diskBytes, home, next, distances);
    }

    public ProcessSpec withHome(String next) {
        return new ProcessSpec(directory, nodes, settings, jvmFlags, launcher, diskBytes, next, clocks, distances);
    }

    public ProcessSpec withDistances(Distances next) {
        return new ProcessSpec(directory, nodes, settings, jvmFlags, launcher, diskBytes, home, clocks, next);
    }

    /** How long a message takes from one node to another, by their indexes, when nothing is broken. */
    Distances.Delay delay(int from, int to) {
        return distances.between(nodes.get(from), nodes.get(to));
    }

    List<String> names() {
        return nodes.stream().map(NodePlace::name).toList();
    }
}
