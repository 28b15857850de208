package io.quorate.server;

import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a demo keeps its nodes: {@code DIR/NAME/data} and {@code DIR/NAME/node.log}. */
final class DemoHome {
    private final Path directory;

    private DemoHome(Path directory) {
        this.directory = directory;
    }

    /** The given directory, else {@code ~/.quorate/CLUSTER}. */
    static DemoHome of(@Nullable Path given, ClusterConfig cluster) {
        Path standard = Path.of(System.getProperty("user.home"), ".quorate", cluster.name());
        return new DemoHome(absolute(given == null ? standard : given));
    }

    static Path absolute(Path given) {
        return given.toAbsolutePath().normalize();
    }

    Path directory() {
        return directory;
    }

    Path of(NodeConfig node) {
        return directory.resolve(node.id().value());
    }

    /**
     * Forgets what earlier runs stored.
     *
     * @throws StartFailure when something there is not a node's of this cluster, or is in use
     */
    void removeNodes(ClusterConfig cluster) throws StartFailure, IOException {
        List<DataDirectory> held = new ArrayList<>();
        try {
            for (NodeConfig node : cluster.nodes()) {
                Path data = DemoNode.dataOf(of(node));
                if (Files.exists(data)) {
                    held.add(own(data, cluster, node));
                }
            }
            // Only when every one is known to be ours, and nobody runs on it.
            for (NodeConfig node : cluster.nodes()) {
                if (Files.exists(DemoNode.dataOf(of(node)))) {
                    removeTree(of(node));
                }
            }
        } finally {
            for (DataDirectory directory : held) {
                directory.close();
            }
        }
    }

    private static DataDirectory own(Path data, ClusterConfig cluster, NodeConfig node) throws StartFailure {
        if (!DataDirectory.isSomeNodes(data)) {
            throw new StartFailure(
                    ServerExit.WRONG_DATA_DIRECTORY,
                    data + " is not a node's directory; --fresh removes nothing else, so remove it by hand");
        }
        return DataDirectory.open(data, cluster.name(), node.id());
    }

    private static void removeTree(Path tree) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    /** The topology as a file: the given one, else the built-in one, written here. */
    Path topologyFile(@Nullable Path given) throws IOException {
        if (given != null) {
            return given.toAbsolutePath();
        }
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("topology.yaml"), TopologyReader.builtInText());
    }
}
