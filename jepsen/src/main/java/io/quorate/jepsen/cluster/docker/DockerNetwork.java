package io.quorate.jepsen.cluster.docker;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.docker.NetworkNamespace.Answer;
import io.quorate.jepsen.cluster.docker.PacketFilter.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Links between containers, cut packet by packet at the receiver. A connection needs packets both ways, so one cut
 * breaks the connections of both directions; datagrams, by which {@link #verify} judges, show the one direction only.
 * Clients are not among the senders that are cut: they reach every node, except one that was {@linkplain #disconnect
 * disconnected}.
 *
 * <p>What is asked for a node that does not run takes effect when it starts: its rules are set again while its JVM is
 * still starting, before it can have said or heard anything.
 */
public final class DockerNetwork implements Network {
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(5);
    private static final int CONNECT_MILLIS = 700;

    private final Subnet subnet;
    private final List<NodeContainer> nodes;

    private final Map<Link, Cut> cuts = new HashMap<>();
    private final Map<Link, Long> limits = new HashMap<>();
    private final Set<Integer> disconnected = new HashSet<>();
    /** Namespaces whose device has limits. */
    private final Set<NetworkNamespace> shaped = new HashSet<>();

    private final Map<Link, Tally> tallies = new HashMap<>();

    private record Link(int from, int to) {}

    /** Counts over the namespaces of all starts of the receiver. */
    private static final class Tally {
        private @Nullable NetworkNamespace namespace;
        private long before;
        private long now;

        private void see(NetworkNamespace current, long bytes) {
            if (!current.equals(namespace)) {
                before += now;
                namespace = current;
            }
            now = bytes;
        }
    }

    DockerNetwork(Subnet subnet, List<NodeContainer> nodes) {
        this.subnet = subnet;
        this.nodes = List.copyOf(nodes);
    }

    // ---- cuts

    @Override
    public synchronized void cut(int from, int to, Cut how) throws FaultFailed {
        Link link = link(from, to);
        cuts.put(link, how);
        try {
            NetworkNamespace receiver = nodes.get(to).namespace().orElse(null);
            if (receiver == null) {
                return;
            }
            receiver.filterPackets(PacketFilter.changed(cutsInto(to)));
            if (how == Cut.RESET) {
                receiver.closeConnections(subnet.address(from));
            }
        } catch (IOException | RuntimeException e) {
            throw failed("cutting " + names(link), e);
        }
    }

    @Override
    public synchronized void heal(int from, int to) throws FaultFailed {
        Link link = link(from, to);
        if (cuts.remove(link) == null) {
            return;
        }
        try {
            NetworkNamespace receiver = nodes.get(to).namespace().orElse(null);
            if (receiver == null) {
                return;
            }
            receiver.filterPackets(PacketFilter.changed(cutsInto(to)));
            // Else they would wait for as long again as the cut has lasted before they sent once more.
            receiver.closeConnections(subnet.address(from));
            NetworkNamespace sender = nodes.get(from).namespace().orElse(null);
            if (sender != null) {
                sender.closeConnections(subnet.address(to));
            }
        } catch (IOException | RuntimeException e) {
            throw failed("healing " + names(link), e);
        }
    }

    private Map<String, Cut> cutsInto(int to) {
        Map<String, Cut> senders = new HashMap<>();
        cuts.forEach((link, how) -> {
            if (link.to == to) {
                senders.put(subnet.address(link.from), how);
            }
        });
        return senders;
    }

    // ---- limits

    /** Not in this tier: it needs netem, which kernels may lack; the tier of processes delays in its relays. */
    @Override
    public void slow(int from, int to, Duration delay, Duration jitter) throws FaultFailed {
        if (!delay.isZero() || !jitter.isZero()) {
            throw new FaultFailed(names(link(from, to)) + " cannot be slowed: containers have no delays");
        }
    }

    @Override
    public synchronized void throttle(int from, int to, long bytesPerSecond) throws FaultFailed {
        Link link = link(from, to);
        Long before = bytesPerSecond == 0 ? limits.remove(link) : limits.put(link, bytesPerSecond);
        if (before == null && bytesPerSecond == 0) {
            return;
        }
        try {
            NetworkNamespace sender = nodes.get(from).namespace().orElse(null);
            if (sender != null && !disconnected.contains(from)) {
                shape(from, sender);
            }
        } catch (IOException | RuntimeException e) {
            throw failed("throttling " + names(link), e);
        }
    }

    /** All limits of what the node sends, anew; seen in the kernel's tables. */
    private void shape(int node, NetworkNamespace namespace) throws IOException {
        Map<String, Long> receivers = new HashMap<>();
        limits.forEach((link, limit) -> {
            if (link.from == node) {
                receivers.put(subnet.address(link.to), limit);
            }
        });
        if (receivers.isEmpty() && !shaped.contains(namespace)) {
            return;
        }
        String device = namespace.device(subnet);
        if (shaped.remove(namespace)) {
            namespace.shapeTraffic(TrafficShape.removal(device));
        }
        if (!receivers.isEmpty()) {
            namespace.shapeTraffic(TrafficShape.script(device, receivers));
            shaped.add(namespace);
        }
        long classes = namespace
                .trafficClasses(device)
                .lines()
                .filter(line -> line.contains("class htb"))
                .count();
        if (classes != receivers.size()) {
            throw new IOException("expected " + receivers.size() + " limits on " + device + ", found " + classes);
        }
    }

    // ---- off the network

    /**
     * Takes the node's device away, as {@code docker network disconnect} does: nothing reaches it and nothing leaves
     * it, clients' bytes neither. Verified from this machine. The node must run.
     */
    public synchronized void disconnect(int node) throws FaultFailed {
        NodeContainer container = nodes.get(node);
        if (disconnected.contains(node)) {
            return;
        }
        try {
            container.disconnect();
            disconnected.add(node);
            container.namespace().ifPresent(shaped::remove);
            if (answersHere(node)) {
                throw new IOException("it still answers at " + subnet.address(node));
            }
        } catch (IOException | RuntimeException e) {
            throw failed("disconnecting " + container.name(), e);
        }
    }

    /** Gives the node its device and its address back. Verified from this machine if it runs. Idempotent. */
    public synchronized void reconnect(int node) throws FaultFailed {
        if (!disconnected.contains(node)) {
            return;
        }
        NodeContainer container = nodes.get(node);
        try {
            container.connect();
            disconnected.remove(node);
            NetworkNamespace namespace = container.namespace().orElse(null);
            if (namespace == null) {
                return;
            }
            String address = container.address().orElse("none");
            if (!address.equals(subnet.address(node))) {
                throw new IOException("its address is " + address + ", not " + subnet.address(node));
            }
            shape(node, namespace);
            if (!answersHere(node)) {
                throw new IOException("it does not answer at " + address);
            }
        } catch (IOException | RuntimeException e) {
            throw failed("reconnecting " + container.name(), e);
        }
    }

    /** Whether its kernel answers: with a connection, or by refusing one. */
    private boolean answersHere(int node) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(subnet.address(node), DockerPlan.CLIENT_PORT), CONNECT_MILLIS);
            return true;
        } catch (SocketTimeoutException | NoRouteToHostException e) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    // ---- all of it

    @Override
    public synchronized void healAll() throws FaultFailed {
        List<FaultFailed> failures = new ArrayList<>();
        for (int node : List.copyOf(disconnected)) {
            attempt(failures, () -> reconnect(node));
        }
        for (Link link : List.copyOf(cuts.keySet())) {
            attempt(failures, () -> heal(link.from, link.to));
        }
        for (Link link : List.copyOf(limits.keySet())) {
            attempt(failures, () -> throttle(link.from, link.to, 0));
        }
        if (!failures.isEmpty()) {
            FaultFailed first = failures.remove(0);
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private interface Step {
        void run() throws FaultFailed;
    }

    private static void attempt(List<FaultFailed> failures, Step step) {
        try {
            step.run();
        } catch (FaultFailed e) {
            failures.add(e);
        }
    }

    // ---- what the cluster tells

    /** A stopped node that is off the network needs its address to start with. */
    synchronized void beforeStart(int node) {
        if (disconnected.contains(node)) {
            nodes.get(node).connect();
        }
    }

    /** Its namespace is new: sets all its rules, before its JVM has opened a port. */
    synchronized void afterStart(int node) throws IOException {
        NetworkNamespace namespace = nodes.get(node).namespace().orElse(null);
        if (namespace == null) {
            throw new IOException(nodes.get(node).ending());
        }
        List<String> peers = new ArrayList<>();
        for (int peer = 0; peer < nodes.size(); peer++) {
            if (peer != node) {
                peers.add(subnet.address(peer));
            }
        }
        namespace.filterPackets(PacketFilter.initial(peers, cutsInto(node)));
        if (disconnected.contains(node)) {
            nodes.get(node).disconnect();
        } else {
            shape(node, namespace);
        }
    }

    /** Its counters go with its namespace. */
    synchronized void beforeEnd(int node) throws FaultFailed {
        try {
            count(node);
            nodes.get(node).namespace().ifPresent(shaped::remove);
        } catch (IOException | RuntimeException e) {
            throw failed("counting what " + nodes.get(node).name() + " received", e);
        }
    }

    // ---- what is seen

    @Override
    public synchronized void verify(int from, int to) throws FaultFailed {
        Link link = link(from, to);
        try {
            NetworkNamespace sender = running(from);
            NetworkNamespace receiver = running(to);
            verifyDatagram(link, sender, receiver);
            if (!cuts.containsKey(link(to, from))) {
                verifyConnection(link, sender);
            }
        } catch (IOException | RuntimeException e) {
            throw failed("verifying " + names(link), e);
        }
    }

    private NetworkNamespace running(int node) throws IOException {
        return nodes.get(node)
                .namespace()
                .orElseThrow(() -> new IOException(nodes.get(node).name() + " does not run"));
    }

    private void verifyDatagram(Link link, NetworkNamespace sender, NetworkNamespace receiver)
            throws IOException, FaultFailed {
        Counters before = counters(receiver, link.from);
        sender.sendDatagram(subnet.address(link.to), PacketFilter.PROBE_PORT);
        boolean cut = cuts.containsKey(link);
        long deadline = System.nanoTime() + PROBE_PATIENCE.toNanos();
        Counters after = counters(receiver, link.from);
        // Either it has passed or it was dropped; both are counted.
        while (after.probes() == before.probes()
                && after.cutPackets() == before.cutPackets()
                && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PROBE_PAUSE.toNanos());
            after = counters(receiver, link.from);
        }
        boolean passed = after.probes() > before.probes();
        if (passed == cut) {
            throw new FaultFailed("a datagram over " + names(link) + (passed ? " arrived" : " did not arrive")
                    + (cut ? ", though it is cut" : ""));
        }
        if (cut && after.cutPackets() == before.cutPackets()) {
            throw new FaultFailed("a datagram over " + names(link) + " was lost, but not by the cut");
        }
    }

    private void verifyConnection(Link link, NetworkNamespace sender) throws IOException, FaultFailed {
        Answer answer = sender.connect(subnet.address(link.to), DockerPlan.CLIENT_PORT);
        Cut how = cuts.get(link);
        // Refused without a cut: the process is there, but does not listen yet. The packets went both ways.
        boolean expected = how == null
                ? answer != Answer.NONE
                : switch (how) {
                    case DROP -> answer == Answer.NONE;
                    case RESET -> answer == Answer.REFUSED;
                };
        if (!expected) {
            throw new FaultFailed("a connection over " + names(link) + " ended with " + answer
                    + (how == null ? "" : ", though it is cut by " + how));
        }
    }

    private Counters counters(NetworkNamespace receiver, int from) throws IOException {
        return PacketFilter.parse(receiver.filter()).getOrDefault(subnet.address(from), Counters.NONE);
    }

    /** What a node that ended by itself received after the last look at it is not counted. */
    @Override
    public synchronized long delivered(int from, int to) {
        Link link = link(from, to);
        try {
            count(to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot count what " + names(link) + " delivered", e);
        }
        Tally tally = tallies.get(link);
        return tally == null ? 0 : tally.before + tally.now;
    }

    private void count(int to) throws IOException {
        NetworkNamespace receiver = nodes.get(to).namespace().orElse(null);
        if (receiver == null) {
            return;
        }
        Map<String, Counters> counters;
        try {
            counters = PacketFilter.parse(receiver.filter());
        } catch (IOException e) {
            if (nodes.get(to).namespace().filter(receiver::equals).isPresent()) {
                throw e;
            }
            // It has ended between the one look and the other; what was seen before stands.
            return;
        }
        for (int from = 0; from < nodes.size(); from++) {
            if (from != to) {
                Counters of = counters.getOrDefault(subnet.address(from), Counters.NONE);
                tallies.computeIfAbsent(new Link(from, to), link -> new Tally()).see(receiver, of.deliveredBytes());
            }
        }
    }

    // ---- words

    private Link link(int from, int to) {
        if (from == to || from < 0 || to < 0 || from >= nodes.size() || to >= nodes.size()) {
            throw new IllegalArgumentException("no link from " + from + " to " + to);
        }
        return new Link(from, to);
    }

    private String names(Link link) {
        return nodes.get(link.from).name() + "->" + nodes.get(link.to).name();
    }

    private static FaultFailed failed(String purpose, Exception cause) {
        return new FaultFailed(purpose + ": " + cause.getMessage(), cause);
    }
}
