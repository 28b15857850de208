package io.quorate.server;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.NodeConfig;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of a demo, with its log. */
final class DemoNode {
    private static final int TAIL_BYTES = 4096;
    private static final int TAIL_LINES = 5;
    private static final String HOSTS = "hosts";
    private static final String HOSTS_FLAG = "-Djdk.net.hosts.file=";

    private final NodeConfig config;
    private final Process process;
    private final Path log;

    private DemoNode(NodeConfig config, Process process, Path log) {
        this.config = config;
        this.process = process;
        this.log = log;
    }

    /**
     * How nodes reach each other over emulated links.
     *
     * @param names of all nodes, as hosts
     * @param home of this node
     */
    record Wan(Map<NodeId, String> names, Path home) {
        /** What addresses the names have for this one. */
        Path hosts() {
            return home.resolve(HOSTS);
        }
    }

    /**
     * Starts it. Its standard input stays open as long as this process lives, and it stops when that ends: so it is not
     * left behind, however the demo dies.
     *
     * @param home of this node: its data and its log
     * @param wan null when nodes reach each other directly
     */
    static DemoNode start(NodeConfig config, Path topology, Path home, @Nullable Wan wan) throws IOException {
        Files.createDirectories(home);
        Path log = home.resolve("node.log");
        ProcessBuilder builder = new ProcessBuilder()
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        List<String> command = new ArrayList<>(launcher(builder, wan));
        command.addAll(List.of(
                "server",
                "--topology",
                topology.toString(),
                "--node",
                config.id().value()));
        command.addAll(List.of("--data", dataOf(home).toString(), "--stop-with-stdin"));
        if (wan != null) {
            wan.names().forEach((node, name) -> command.addAll(List.of("--peer-host", node + "=" + name)));
        }
        return new DemoNode(config, builder.command(command).start(), log);
    }

    static Path dataOf(Path home) {
        return home.resolve("data");
    }

    /** The script that started this process, which knows a server's JVM flags; without one, this JVM's own way. */
    private static List<String> launcher(ProcessBuilder builder, @Nullable Wan wan) {
        String script = System.getenv("QUORATE_LAUNCHER");
        if (script != null && !script.isEmpty()) {
            if (wan != null) {
                // By its name within the working directory: the script cannot take a flag with a space.
                builder.directory(wan.home().toFile());
                builder.environment().merge("QUORATE_SERVER_OPTS", HOSTS_FLAG + HOSTS, (a, b) -> a + " " + b);
            }
            return List.of(script);
        }
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        String flags = System.getenv("QUORATE_SERVER_JAVA_OPTS");
        String given = flags == null ? System.getProperty("quorate.server.java.opts", "") : flags;
        String standard =
                "-XX:+UseParallelGC -Xms96m -Xmx400m -XX:MaxDirectMemorySize=384m -XX:+ExitOnOutOfMemoryError";
        command.addAll(List.of((given.isBlank() ? standard : given).strip().split("\\s+")));
        if (wan != null) {
            command.add(HOSTS_FLAG + wan.hosts());
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    NodeConfig config() {
        return config;
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** One line on how it ended, and the last lines of its log. */
    String obituary() {
        int code = process.exitValue();
        ServerExit exit = ServerExit.ofCode(code);
        String how = code > 128 ? "signal " + (code - 128) : "exit code " + code;
        StringBuilder text = new StringBuilder("node " + config.id() + " (pid " + pid() + ") ended: " + how
                + (exit == null ? "" : ", " + exit.meaning() + "; " + exit.remedy()));
        for (String line : tail()) {
            text.append(System.lineSeparator()).append("  ").append(line);
        }
        return text.toString();
    }

    private List<String> tail() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        } catch (IOException e) {
            return List.of("its log cannot be read: " + e.getMessage());
        }
    }

    /** Asks it to stop. */
    void stop() {
        process.destroy();
    }

    /** Waits for it, then forces it. */
    void awaitEnd(Duration bound) throws InterruptedException {
        if (!process.waitFor(bound.toNanos(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
