package io.quorate.server;

import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a demo with emulated links has besides its nodes: the links, and a control port in its directory. */
final class DemoWan implements AutoCloseable {
    private final WanEmulation links;
    private final DemoControl control;
    private final Path directory;

    private DemoWan(WanEmulation links, DemoControl control, Path directory) {
        this.links = links;
        this.control = control;
        this.directory = directory;
    }

    /**
     * Opens both, before the nodes start.
     *
     * @throws StartFailure when a demo runs in that directory, or the topology cannot have emulated links
     */
    static DemoWan open(ClusterConfig cluster, Path directory) throws StartFailure, IOException {
        if (new DemoClient(directory).isRunning()) {
            throw new StartFailure(
                    ServerExit.DATA_DIRECTORY_LOCKED,
                    "a demo runs in " + directory + " already; stop that one, or give another --data");
        }
        WanEmulation links = WanEmulation.open(cluster);
        DemoControl control;
        try {
            control = DemoControl.open(cluster.name(), links);
        } catch (IOException e) {
            links.close();
            throw e;
        }
        DemoWan wan = new DemoWan(links, control, directory);
        try {
            control.access().write(directory);
            return wan;
        } catch (IOException e) {
            wan.close();
            throw e;
        }
    }

    /** What to tell whoever started it; {@code target} is what makes other commands find this demo. */
    List<String> describe(String target) {
        return List.of(
                "links between nodes are emulated, with these round trips:",
                links.delays().table(),
                "clients reach every node directly, without delay",
                "change links with: quorate demo link cut|isolate|delay|heal ..." + target,
                "look at links with: quorate demo links" + target);
    }

    /** How a node with that home is to be started. */
    DemoNode.Wan of(NodeConfig node, Path home) throws IOException {
        DemoNode.Wan wan = new DemoNode.Wan(links.peerHosts(), home);
        Files.createDirectories(home);
        links.writeHosts(node.id(), wan.hosts());
        return wan;
    }

    /** Completes with the reason when links do not work any more. */
    CompletableFuture<Throwable> ended() {
        return links.ended();
    }

    @Override
    public void close() {
        control.close();
        links.close();
        try {
            DemoAccess.remove(directory);
        } catch (IOException e) {
            // It leads nowhere now, which whoever follows it is told.
        }
    }
}
