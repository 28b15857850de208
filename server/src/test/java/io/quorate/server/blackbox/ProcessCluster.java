package io.quorate.server.blackbox;

import com.google.protobuf.ByteString;
import io.quorate.client.Endpoint;
import io.quorate.client.NodeStatus;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Three server processes on loopback, to be killed, stopped and started again; known only by their ports and pids. */
final class ProcessCluster implements AutoCloseable {
    static final int SIZE = 3;

    /** Not where connections come from, so that none takes the port of a node that is down for the moment. */
    private static final String HOST = "127.83.72.1";

    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final ServerImage image;
    private final Path directory;
    private final Path topology;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final Process[] processes = new Process[SIZE];

    /** With the product's own timing. */
    ProcessCluster(Path directory) throws IOException {
        this(directory, "");
    }

    /** @param settings lines of the topology's settings section, as {@code election_timeout_min: 1s} */
    ProcessCluster(Path directory, String settings) throws IOException {
        this(directory, settings, ServerImage.shared());
    }

    ProcessCluster(Path directory, String settings, ServerImage image) throws IOException {
        this.image = image;
        this.directory = directory;
        this.topology = directory.resolve("topology.yaml");
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < SIZE; i++) {
            List<Integer> ports = freePorts(3);
            clientPorts.add(ports.get(0));
            nodes.append(String.format(
                    Locale.ROOT,
                    "      z%d: { nodes: { n%d: { host: %s, client: %d, peer: %d, http: %d } } }%n",
                    i + 1,
                    i + 1,
                    HOST,
                    ports.get(0),
                    ports.get(1),
                    ports.get(2)));
        }
        Files.writeString(
                topology,
                "cluster: blackbox\ncities:\n  here:\n    zones:\n" + nodes
                        + "keyspaces:\n  default: { pattern: same-city, voters: [n1, n2, n3], home: here }\n"
                        + (settings.isEmpty() ? "" : "settings:\n" + settings.indent(2)));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).collect(Collectors.toList());
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    void startAll() throws IOException {
        for (int i = 0; i < SIZE; i++) {
            start(i);
        }
    }

    void start(int node) throws IOException {
        start(node, List.of());
    }

    /** @param flags more of them for the JVM */
    void start(int node, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(image.command(flags));
        command.addAll(List.of("server", "--topology", topology.toString(), "--node", "n" + (node + 1)));
        command.addAll(List.of("--data", directory.resolve("n" + (node + 1)).toString()));
        processes[node] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("n" + (node + 1) + ".log").toFile()))
                .start();
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    void kill(int node) throws InterruptedException {
        processes[node].destroyForcibly().waitFor();
    }

    void killAll() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            process.waitFor();
        }
    }

    /** SIGSTOP or SIGCONT, as an operator's kill command sends it. */
    void signal(int node, String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(processes[node].pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + signal + " ended with " + exit);
        }
    }

    /**
     * Until a node that was started takes a write, so knows a leader and has caught up with it. Nobody asks through
     * gRPC before the port is open: gRPC would then try again only seconds later.
     */
    void awaitServing(int node, Duration patience) {
        Awaitility.await("n" + (node + 1) + " listens")
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> listens(node));
        try (QuorateClient client = client(node, patience)) {
            ByteString key = ByteString.copyFromUtf8("up");
            client.kv().put(key, key).join();
            client.kv().get(key).join();
        }
    }

    private boolean listens(int node) {
        try (Socket socket = new Socket(HOST, clientPorts.get(node))) {
            return socket.isConnected();
        } catch (IOException e) {
            if (!isAlive(node)) {
                throw new IllegalStateException("n" + (node + 1) + " has ended", e);
            }
            return false;
        }
    }

    /** Who leads, by what the nodes that answer say. */
    int awaitLeader(Duration patience) {
        List<Integer> leaders = new ArrayList<>();
        try (QuorateClient client = client(patience)) {
            Awaitility.await("a leader")
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> leaders.addAll(leadersOf(client.status().join())));
        }
        return leaders.get(0);
    }

    private static List<Integer> leadersOf(List<NodeStatus> all) {
        List<Integer> leaders = new ArrayList<>();
        for (int node = 0; node < all.size(); node++) {
            NodeStatus.Report report = all.get(node).report();
            if (report != null && report.isLeader()) {
                leaders.add(node);
            }
        }
        return leaders;
    }

    boolean isAlive(int node) {
        return processes[node].isAlive();
    }

    /** A client that talks to one node only. */
    QuorateClient client(int node, Duration timeout) {
        return QuorateClient.builder()
                .endpoints(List.of(new Endpoint(HOST, clientPorts.get(node))))
                .timeout(timeout)
                .sessions(false)
                .build();
    }

    /** A client of all nodes. */
    QuorateClient client(Duration timeout) {
        return QuorateClient.builder()
                .endpoints(clientPorts.stream()
                        .map(port -> new Endpoint(HOST, port))
                        .toList())
                .timeout(timeout)
                .build();
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes) {
            if (process != null) {
                process.destroy();
            }
        }
        for (Process process : processes) {
            if (process != null && !process.waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
