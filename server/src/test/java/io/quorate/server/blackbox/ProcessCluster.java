package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.Endpoint;
import io.quorate.client.IndeterminateException;
import io.quorate.client.NodeStatus;
import io.quorate.client.QuorateClient;
import io.quorate.server.FreePorts;
import io.quorate.server.Main;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Server processes on loopback, three unless told otherwise, to be killed, stopped and started again; known only by
 * their ports and pids.
 */
final class ProcessCluster implements AutoCloseable {
    static final int SIZE = 3;
    /** Not where connections come from, so that none takes the port of a node that is down for the moment. */
    private static final String HOST_TO_RESTART_ON = "127.83.72.1";

    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final String host;
    private final @Nullable ServerImage image;
    private final Path directory;
    private final Path topology;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final List<Integer> peerPorts = new ArrayList<>();
    private final Process[] processes;
    private List<String> jvm = List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

    ProcessCluster(Path directory) throws IOException {
        this(directory, SIZE);
    }

    /** Starts each JVM from nothing, on the usual loopback address. */
    ProcessCluster(Path directory, int size) throws IOException {
        this(directory, size, "127.0.0.1", "", null);
    }

    /** To be started often. {@code settings}: lines of the topology's, as {@code election_timeout_min: 1s}. */
    static ProcessCluster fromImage(Path directory, String settings, ServerImage image) throws IOException {
        return new ProcessCluster(directory, SIZE, HOST_TO_RESTART_ON, settings, image);
    }

    private ProcessCluster(Path directory, int size, String host, String settings, @Nullable ServerImage image)
            throws IOException {
        this.host = host;
        this.image = image;
        this.directory = directory;
        this.processes = new Process[size];
        this.topology = directory.resolve("topology.yaml");
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < size; i++) {
            List<Integer> ports = freePorts(host, 3);
            clientPorts.add(ports.get(0));
            peerPorts.add(ports.get(1));
            nodes.append(String.format(
                    Locale.ROOT,
                    "      z%d: { nodes: { n%d: { host: %s, client: %d, peer: %d, http: %d } } }%n",
                    i + 1,
                    i + 1,
                    host,
                    ports.get(0),
                    ports.get(1),
                    ports.get(2)));
        }
        Files.writeString(
                topology,
                "cluster: blackbox\ncities:\n  here:\n    zones:\n" + nodes
                        + "keyspaces:\n  default: { pattern: "
                        + (size == 1 ? "cold-backup, voters: [n1]" : "same-city, voters: [n1, n2, n3]")
                        + ", home: here }\n"
                        + (settings.isEmpty() ? "" : "settings:\n" + settings.indent(2)));
    }

    private static List<Integer> freePorts(String host, int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(FreePorts.take(InetAddress.getByName(host)));
        }
        return ports;
    }

    void startAll() throws IOException {
        for (int i = 0; i < processes.length; i++) {
            start(i);
        }
    }

    /** Adds keyspaces to the topology, of all nodes; to be said before the first start. */
    ProcessCluster withKeyspaces(String... names) throws IOException {
        StringBuilder lines = new StringBuilder("keyspaces:\n");
        for (String name : names) {
            lines.append("  ").append(name).append(": { pattern: same-city }\n");
        }
        Files.writeString(topology, Files.readString(topology).replace("keyspaces:\n", lines.toString()));
        return this;
    }

    /** What the launcher gives a server, so that what is measured is what runs. */
    ProcessCluster likeTheLauncher() {
        jvm = List.of(
                "-XX:+UseParallelGC",
                "-XX:MetaspaceSize=96m",
                "-Xms96m",
                "-Xmx400m",
                "-XX:MaxDirectMemorySize=384m",
                "-XX:+ExitOnOutOfMemoryError");
        return this;
    }

    void start(int node, String... more) throws IOException {
        List<String> command = image == null ? java(jvm) : image.command(List.of());
        processes[node] = server(command, topology, data(node), name(node), logFile(node), more);
    }

    /** From the image, with more flags for the JVM. */
    void startWith(int node, List<String> flags) throws IOException {
        List<String> command = Objects.requireNonNull(image).command(flags);
        processes[node] = server(command, topology, data(node), name(node), logFile(node));
    }

    /** Some server, which is the caller's to end. */
    static Process server(Path topology, Path data, String node, Path log) throws IOException {
        return server(java(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m")), topology, data, node, log);
    }

    private static Process server(List<String> program, Path topology, Path data, String node, Path log, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("server", "--topology", topology.toString(), "--node", node));
        command.addAll(List.of("--data", data.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder.start();
    }

    /**
     * The command line of the program without its launcher, less what it is to do. In a build the program that was
     * packaged, with what its launcher has prepared for fast starts; else what the test itself runs with.
     */
    static List<String> java(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(flags);
        String packaged = System.getProperty("quorate.server.jar");
        if (packaged != null) {
            Path archives = Path.of(packaged).resolveSibling("cds");
            command.add("-XX:SharedArchiveFile=" + archives.resolve("server.jsa"));
            command.add("-Xlog:cds=off");
            command.add("-Xlog:cds+dynamic=off");
            command.add("-Djava.library.path=" + archives.resolveSibling("native"));
        }
        String classPath = packaged == null ? System.getProperty("java.class.path") : packaged;
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        return command;
    }

    /**
     * Waits for it; false when a node that went away leaves it unknown whether it was done, so that it is to be
     * repeated.
     */
    static boolean isAcknowledged(CompletableFuture<?> request) {
        try {
            request.join();
            return true;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(IndeterminateException.class);
            return false;
        }
    }

    private static String name(int node) {
        return "n" + (node + 1);
    }

    Path data(int node) {
        return directory.resolve(name(node));
    }

    private Path logFile(int node) {
        return directory.resolve(name(node) + ".log");
    }

    /** All that the node has said. */
    String log(int node) throws IOException {
        return Files.readString(logFile(node));
    }

    Path topology() {
        return topology;
    }

    int clientPort(int node) {
        return clientPorts.get(node);
    }

    int peerPort(int node) {
        return peerPorts.get(node);
    }

    Process process(int node) {
        return processes[node];
    }

    /** Memory of the process that is in use now. */
    long residentBytes(int node) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(processes[node].pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
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
            // Not numbered: a leader that goes just then leaves it unknown whether it was done.
            Awaitility.await("n" + (node + 1) + " takes a write")
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .until(() -> isAcknowledged(client.kv().put(key, key)));
            client.kv().get(key).join();
        }
    }

    private boolean listens(int node) {
        try (Socket socket = new Socket(host, clientPorts.get(node))) {
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
        return ofOne(node, timeout).build();
    }

    /** A client of one node and one keyspace. */
    QuorateClient client(int node, String keyspace, Duration timeout) {
        return ofOne(node, timeout).keyspace(keyspace).build();
    }

    private QuorateClient.Builder ofOne(int node, Duration timeout) {
        return QuorateClient.builder()
                .endpoints(List.of(new Endpoint(host, clientPorts.get(node))))
                .timeout(timeout)
                .sessions(false);
    }

    /** A client of all nodes. */
    QuorateClient client(Duration timeout) {
        return ofAll(timeout).build();
    }

    /** A client of all nodes and one keyspace. */
    QuorateClient client(String keyspace, Duration timeout) {
        return ofAll(timeout).keyspace(keyspace).build();
    }

    private QuorateClient.Builder ofAll(Duration timeout) {
        return QuorateClient.builder()
                .endpoints(clientPorts.stream()
                        .map(port -> new Endpoint(host, port))
                        .toList())
                .timeout(timeout);
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
