package io.quorate.server.blackbox;

import io.quorate.client.Endpoint;
import io.quorate.client.QuorateClient;
import io.quorate.server.Main;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Three server processes on loopback, to be killed, stopped and started again; known only by their ports and pids. */
final class ProcessCluster implements AutoCloseable {
    static final int SIZE = 3;
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final Path directory;
    private final Path topology;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final Process[] processes = new Process[SIZE];

    ProcessCluster(Path directory) throws IOException {
        this.directory = directory;
        this.topology = directory.resolve("topology.yaml");
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < SIZE; i++) {
            List<Integer> ports = freePorts(3);
            clientPorts.add(ports.get(0));
            nodes.append(String.format(
                    Locale.ROOT,
                    "      z%d: { nodes: { n%d: { host: 127.0.0.1, client: %d, peer: %d, http: %d } } }%n",
                    i + 1,
                    i + 1,
                    ports.get(0),
                    ports.get(1),
                    ports.get(2)));
        }
        Files.writeString(
                topology,
                "cluster: blackbox\ncities:\n  here:\n    zones:\n" + nodes
                        + "keyspaces:\n  default: { pattern: same-city, voters: [n1, n2, n3], home: here }\n");
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
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
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
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

    boolean isAlive(int node) {
        return processes[node].isAlive();
    }

    /** A client that talks to one node only. */
    QuorateClient client(int node, Duration timeout) {
        return QuorateClient.builder()
                .endpoints(List.of(new Endpoint("127.0.0.1", clientPorts.get(node))))
                .timeout(timeout)
                .sessions(false)
                .build();
    }

    /** A client of all nodes. */
    QuorateClient client(Duration timeout) {
        return QuorateClient.builder()
                .endpoints(clientPorts.stream()
                        .map(port -> new Endpoint("127.0.0.1", port))
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
