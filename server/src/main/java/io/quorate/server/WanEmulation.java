package io.quorate.server;

import io.quorate.client.relay.HostsFile;
import io.quorate.client.relay.LinkView;
import io.quorate.client.relay.RelayAddresses;
import io.quorate.client.relay.RelayNetwork;
import io.quorate.server.LinkSelection.Direction;
import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.topology.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The links between the nodes of a running demo: one relay in this process for each directed pair of nodes and port.
 * Nodes know each other by names, and each takes what address belongs to a name from a file of its own. Any thread.
 */
final class WanEmulation implements AutoCloseable {
    /** 127.N, above those that the fault harness takes. */
    private static final int FIRST_NETWORK = 127;

    private static final int LAST_NETWORK = 158;

    private final ClusterConfig cluster;
    private final WanDelays delays;
    private final LinkSelection selection;
    private final RelayAddresses addresses;
    private final RelayNetwork relays;

    private WanEmulation(ClusterConfig cluster, RelayAddresses addresses, RelayNetwork relays) {
        this.cluster = cluster;
        this.delays = WanDelays.of(cluster);
        this.selection = new LinkSelection(delays.geography());
        this.addresses = addresses;
        this.relays = relays;
    }

    /**
     * Opens the relays, with the delays of the topology, before any node runs.
     *
     * @throws StartFailure when this topology cannot have any
     */
    static WanEmulation open(ClusterConfig cluster) throws StartFailure, IOException {
        if (cluster.nodes().size() > RelayAddresses.MOST_NODES) {
            throw new StartFailure(
                    ServerExit.USAGE, "links are emulated between " + RelayAddresses.MOST_NODES + " nodes at most");
        }
        List<List<InetSocketAddress>> ports = new ArrayList<>();
        for (NodeConfig node : cluster.nodes()) {
            ports.add(List.of(
                    new InetSocketAddress(address(node, node.bind()), node.clientPort()),
                    new InetSocketAddress(address(node, node.host()), node.peerPort())));
        }
        WanEmulation emulation = open(cluster, ports);
        try {
            emulation.restore(emulation.selection.all());
            return emulation;
        } catch (IOException e) {
            emulation.close();
            throw e;
        }
    }

    private static InetAddress address(NodeConfig node, String host) throws StartFailure {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartFailure(ServerExit.USAGE, "node " + node.id() + ": there is no host '" + host + "'", e);
        }
        if (address.isAnyLocalAddress()) {
            // A relay has the port's number on an address of its own; a wildcard takes that too.
            throw new StartFailure(
                    ServerExit.USAGE,
                    "node " + node.id() + " listens on every address (" + host + "), and so where relays have to; give"
                            + " it one of its own, such as 127.0.0.1");
        }
        return address;
    }

    /** In the first network where all ports are free: other demos may run beside this one. */
    private static WanEmulation open(ClusterConfig cluster, List<List<InetSocketAddress>> ports) throws StartFailure {
        IOException last = new IOException("no network");
        for (int network = FIRST_NETWORK; network <= LAST_NETWORK; network++) {
            RelayAddresses addresses = new RelayAddresses(network);
            try {
                return new WanEmulation(cluster, addresses, RelayNetwork.open(addresses.routes(ports)));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new StartFailure(
                ServerExit.PORT_TAKEN,
                "links cannot be emulated: " + last.getMessage()
                        + "; relays need addresses of their own within 127.0.0.0/8, which Linux gives to everybody",
                last);
    }

    WanDelays delays() {
        return delays;
    }

    /** By what names nodes reach each other. */
    Map<NodeId, String> peerHosts() {
        Map<NodeId, String> names = new LinkedHashMap<>();
        for (int node = 0; node < cluster.nodes().size(); node++) {
            names.put(cluster.nodes().get(node).id(), name(node));
        }
        return names;
    }

    /** The node's own name where that can be a host's: not where it could be taken for an address, or is no label. */
    private String name(int node) {
        String name = cluster.nodes().get(node).id().value();
        return name.matches("[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]|[A-Za-z]") ? name : "n" + (node + 1) + ".node";
    }

    /** Writes what addresses names have for one node: its own, and relays in place of the others. */
    void writeHosts(NodeId self, Path file) throws IOException {
        Map<String, InetAddress> names = new LinkedHashMap<>();
        int from = cluster.nodes().indexOf(cluster.requireNode(self));
        for (int to = 0; to < cluster.nodes().size(); to++) {
            names.put(name(to), addresses.relay(from, to));
        }
        NodeConfig own = cluster.requireNode(self);
        names.put(name(from), InetAddress.getByName(own.host()));
        // It finds no other names than these, and has to listen where the topology says.
        for (String host : List.of(own.host(), own.bind())) {
            InetAddress address = InetAddress.getByName(host);
            if (!address.getHostAddress().equals(host)) {
                names.putIfAbsent(host, address);
            }
        }
        HostsFile.write(file, names);
    }

    /** Completes with the reason when links do not work any more. */
    CompletableFuture<Throwable> ended() {
        return relays.ended();
    }

    /** Every link, as it is now. */
    synchronized List<DemoLink> links() throws IOException {
        List<DemoLink> links = new ArrayList<>();
        for (LinkView view : relays.links()) {
            links.add(new DemoLink(
                    end(view.from()),
                    end(view.to()),
                    delays.between(view.from(), view.to()).delay(),
                    view));
        }
        links.sort(Comparator.comparing((DemoLink link) -> link.view().from())
                .thenComparing(link -> link.view().to()));
        return links;
    }

    private DemoLink.End end(int node) {
        return DemoLink.End.of(site(node));
    }

    private Site site(int node) {
        return delays.geography().sites().get(node);
    }

    /** Which links an operator means who names these places. */
    LinkSelection selection() {
        return selection;
    }

    /** Lets nothing pass any more; returns the links as they are then. {@code reset}: nodes are told. */
    synchronized List<DemoLink> cut(List<Direction> directions, boolean reset) throws IOException {
        for (Direction each : directions) {
            if (reset) {
                relays.reset(each.from(), each.to());
            } else {
                relays.drop(each.from(), each.to());
            }
        }
        return links(directions);
    }

    synchronized List<DemoLink> delay(List<Direction> directions, Duration delay, Duration jitter) throws IOException {
        for (Direction each : directions) {
            relays.slow(each.from(), each.to(), delay, jitter);
        }
        return links(directions);
    }

    /** As the topology says, with nothing cut. */
    synchronized List<DemoLink> restore(List<Direction> directions) throws IOException {
        for (Direction each : directions) {
            WanDelays.Delay usual = delays.between(each.from(), each.to());
            relays.slow(each.from(), each.to(), usual.delay(), usual.jitter());
            relays.heal(each.from(), each.to());
        }
        return links(directions);
    }

    private List<DemoLink> links(List<Direction> directions) throws IOException {
        return links().stream()
                .filter(link -> directions.contains(
                        new Direction(link.view().from(), link.view().to())))
                .toList();
    }

    @Override
    public void close() {
        relays.close();
    }
}
