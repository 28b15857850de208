package io.quorate.server;

import io.quorate.client.Endpoint;
import io.quorate.client.NodeReport;
import io.quorate.client.QuorateClient;
import io.quorate.server.bootstrap.PlanInput;
import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.TopologyReader;
import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.Site;
import io.quorate.server.topology.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topology of docs/patterns as it stands, but for its ports: a process for each node, and links as long as it says.
 * Clients reach every node directly, as in {@code quorate demo --wan}.
 */
final class PatternCluster implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("(client|peer|http): \\d+");
    private static final Duration CALL = Duration.ofSeconds(2);
    private static final Duration STOP_BOUND = Duration.ofSeconds(20);

    private final Path directory;
    private final Path file;
    private final ClusterConfig config;
    private final Topology topology;
    private final WanEmulation links;
    private final Map<NodeId, DemoNode> nodes = new ConcurrentHashMap<>();
    private final Map<String, QuorateClient> clients = new ConcurrentHashMap<>();

    /** Of nodes that were killed; requests may still be on their way through them. */
    private final List<QuorateClient> former = new ArrayList<>();

    private PatternCluster(Path directory, Path file, ClusterConfig config, WanEmulation links) throws Exception {
        this.directory = directory;
        this.file = file;
        this.config = config;
        this.links = links;
        this.topology = PlanInput.topology(config, links.delays().geography());
    }

    static PatternCluster start(Path page, Path directory) throws Exception {
        System.setProperty("quorate.server.java.opts", "-XX:+UseParallelGC -XX:TieredStopAtLevel=1 -Xmx200m");
        Files.createDirectories(directory);
        Path file = directory.resolve(page.getFileName());
        Files.writeString(file, withFreePorts(Files.readString(page)));
        ClusterConfig config = TopologyReader.read(file);
        PatternCluster cluster = new PatternCluster(directory, file, config, WanEmulation.open(config));
        cluster.startDead();
        return cluster;
    }

    private static String withFreePorts(String text) {
        return PORT.matcher(text).replaceAll(port -> port.group(1) + ": " + freePort());
    }

    private static int freePort() {
        try {
            return FreePorts.take(InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Topology topology() {
        return topology;
    }

    List<String> keyspaces() {
        return topology.groups().stream().map(Group::keyspace).toList();
    }

    List<String> cities() {
        return topology.geography().cities();
    }

    /** All of a city, dead ones too. */
    List<NodeId> nodesOf(String city) {
        return topology.geography().sites().stream()
                .filter(site -> site.city().equals(city))
                .map(Site::node)
                .toList();
    }

    boolean isAlive(NodeId node) {
        return Optional.ofNullable(nodes.get(node)).orElseThrow().isAlive();
    }

    /** Of one node and one keyspace; a request ends within two seconds, whatever becomes of it. */
    QuorateClient client(NodeId node, String keyspace) {
        return clients.computeIfAbsent(
                node + "/" + keyspace,
                none -> QuorateClient.builder()
                        .endpoints(List.of(endpoint(config.requireNode(node))))
                        .timeout(CALL)
                        .attemptTimeout(CALL)
                        .sessions(false)
                        .keyspace(keyspace)
                        .build());
    }

    private static Endpoint endpoint(NodeConfig node) {
        return new Endpoint(node.host(), node.clientPort());
    }

    /** Whether there is such a node, and such a place, and it stands there. */
    boolean isIn(@Nullable String node, @Nullable String place) {
        return node != null
                && place != null
                && topology.geography().sites().stream()
                        .anyMatch(site -> site.node().value().equals(node) && isIn(site, place));
    }

    private static boolean isIn(Site site, String place) {
        return List.of(site.node().value(), site.zone(), site.city()).contains(place);
    }

    /** Who leads each keyspace, as the leaders themselves say. */
    Map<String, String> leaders() {
        Map<String, String> leaders = new TreeMap<>();
        try (QuorateClient all = QuorateClient.builder()
                .endpoints(config.nodes().stream().map(PatternCluster::endpoint).toList())
                .timeout(CALL)
                .build()) {
            for (NodeReport each : all.nodes().reports().join()) {
                NodeReport.Report report = each.report();
                if (report != null) {
                    report.replicas().stream()
                            .filter(replica -> replica.leadership() != null && !replica.internal())
                            .forEach(replica -> leaders.put(
                                    replica.keyspace().name(), report.node().name()));
                }
            }
        }
        return leaders;
    }

    /** What the plan calls so, for real: nodes are killed, links are cut silently. */
    void suffer(FaultCase fault) throws Exception {
        String place = fault.places().get(0);
        switch (fault.kind()) {
            case NODE, WITNESS, ZONE, CITY -> kill(place);
            case LINK ->
                links.cut(links.selection().between(place, fault.places().get(1), false), false);
            case ONE_WAY_LINK ->
                links.cut(links.selection().between(place, fault.places().get(1), true), false);
        }
    }

    private void kill(String place) throws Exception {
        List<DemoNode> lost = topology.geography().sites().stream()
                .filter(site -> isIn(site, place))
                .map(site -> Optional.ofNullable(nodes.get(site.node())).orElseThrow())
                .toList();
        for (DemoNode node : lost) {
            ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (DemoNode node : lost) {
            node.awaitEnd(STOP_BOUND);
        }
    }

    /** Links are as the topology says, and nodes that are dead come back with their disks. */
    void mend() throws IOException {
        links.restore(links.selection().all());
        startDead();
    }

    private void startDead() throws IOException {
        for (NodeConfig node : config.nodes()) {
            DemoNode before = nodes.get(node.id());
            if (before == null || !before.isAlive()) {
                Path home = directory.resolve(node.id().value());
                DemoNode.Wan wan = new DemoNode.Wan(links.peerHosts(), home);
                Files.createDirectories(home);
                links.writeHosts(node.id(), wan.hosts());
                nodes.put(node.id(), DemoNode.start(node, file, home, wan));
                forgetClients(node.id());
            }
        }
    }

    /** gRPC would try again only seconds later. */
    private void forgetClients(NodeId node) {
        for (String keyspace : keyspaces()) {
            QuorateClient client = clients.remove(node + "/" + keyspace);
            if (client != null) {
                former.add(client);
            }
        }
    }

    /** Lets messages take no time, to see what requests cost by themselves. */
    void withoutDelay() throws IOException {
        links.delay(links.selection().all(), Duration.ZERO, Duration.ZERO);
    }

    @Override
    public void close() throws Exception {
        former.forEach(QuorateClient::close);
        clients.values().forEach(QuorateClient::close);
        nodes.values().forEach(DemoNode::stop);
        for (DemoNode node : nodes.values()) {
            node.awaitEnd(STOP_BOUND);
        }
        links.close();
    }
}
