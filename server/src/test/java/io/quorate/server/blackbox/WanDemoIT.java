package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.client.cli.QuorateMain;
import io.quorate.server.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code quorate demo --wan} as its users see it: three zones, the third of them 20 ms away. */
@Tag("side-by-side")
class WanDemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration FAR = Duration.ofMillis(20);
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final int NODES = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<Integer> clientPorts = new ArrayList<>();
    private Path topology;
    private Process demo;
    private BufferedReader out;

    @SuppressWarnings("NullAway.Init") // made before each test
    WanDemoIT() {}

    @BeforeEach
    void describe() throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        List<String> nodes = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            clientPorts.add(FreePorts.take(host));
            nodes.add(String.format(
                    Locale.ROOT,
                    "z%d: { nodes: { n%d: { host: 127.0.0.1, client: %d, peer: %d, http: %d } } }",
                    node,
                    node,
                    clientPorts.get(node - 1),
                    FreePorts.take(host),
                    FreePorts.take(host)));
        }
        topology = Files.writeString(directory.resolve("t.yaml"), """
                cluster: wan
                cities:
                  near:
                    zones:
                      %s
                      %s
                  far:
                    zones:
                      %s
                links:
                  - { between: [z1, z2], rtt: 1ms }
                  - { between: [near, far], rtt: 20ms }
                """.formatted(nodes.toArray()));
    }

    @AfterEach
    void leaveNothingBehind() {
        if (demo != null) {
            // Its nodes end when it does.
            demo.destroyForcibly();
        }
    }

    /** Everything in one run, and a second one without emulated links on the same data. */
    @Test
    void shouldRehearseTheLossOfAZone() throws Exception {
        List<String> said = start("--wan");
        assertThat(said.stream().map(line -> line.replace(" ", "")))
                .contains("|RTT|z1|z2|z3|", "|z1||1ms|20ms|", "|z3|20ms|20ms||");

        try (QuorateClient far = client(2);
                QuorateClient near = client(0, 1);
                QuorateClient all = client(0, 1, 2)) {
            all.keyspaces().switchTo("default", "z3").join();
            long fastest = Stream.generate(() -> nanosOfPut(far, "v1"))
                    .limit(20)
                    .min(Long::compare)
                    .orElseThrow();
            System.out.println("WanDemoIT: the fastest put from z3 took " + fastest / 1_000 + " us");
            assertThat(Duration.ofNanos(fastest)).isGreaterThanOrEqualTo(FAR);

            link("isolate", "z3");
            awaitPut(near, "v2");
            assertThat(local(far)).isEqualTo("v1");

            link("heal", "z3");
            Awaitility.await("the node that was cut off catches up")
                    .atMost(PATIENCE)
                    .until(() -> local(far).equals("v2"));

            assertThat(link("cut", "n1", "n2", "--one-way")).contains("n1 (z1)").doesNotContain("n3");
            for (int i = 0; i < 20; i++) {
                awaitPut(all, "v3");
            }
            link("heal");
            Awaitility.await("all have it")
                    .atMost(PATIENCE)
                    .until(() -> local(far).equals("v3"));
        }
        stop();

        start();
        try (QuorateClient all = client(0, 1, 2)) {
            assertThat(all.kv().get(KEY).join().entries().get(0).value().toStringUtf8())
                    .isEqualTo("v3");
            awaitPut(all, "v4");
        }
        stop();
    }

    private List<String> start(String... more) throws IOException {
        List<String> command = new ArrayList<>(ProcessCluster.java(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m")));
        command.addAll(List.of("demo", "--topology", topology.toString()));
        command.addAll(List.of("--data", directory.resolve("demo").toString()));
        command.addAll(Arrays.asList(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("demo.err").toFile());
        builder.environment().put("QUORATE_SERVER_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx200m");
        builder.environment().remove("QUORATE_LAUNCHER");
        demo = builder.start();
        out = new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.equals("ready")) {
                return said;
            }
        }
        throw new AssertionError("it ended before it was ready: " + Files.readString(directory.resolve("demo.err")));
    }

    /** As Ctrl-C does. */
    private void stop() throws Exception {
        List<ProcessHandle> nodes;
        try (Stream<ProcessHandle> children = demo.children()) {
            nodes = children.toList();
        }
        demo.toHandle().destroy();
        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
        assertThat(nodes).hasSize(NODES).noneMatch(ProcessHandle::isAlive);
        assertThat(directory.resolve("demo/control")).doesNotExist();
        assertThat(Files.readString(directory.resolve("demo.err"))).isEmpty();
    }

    private String link(String... arguments) {
        CommandLine root = QuorateMain.commandLine();
        StringWriter printed = new StringWriter();
        StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(printed, true));
        root.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("demo", "link"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", directory.resolve("demo").toString()));
        int exit = root.execute(all.toArray(String[]::new));
        assertThat(exit).as(err.toString()).isZero();
        return printed.toString();
    }

    private QuorateClient client(Integer... nodes) {
        return QuorateClient.builder()
                .endpoints(Stream.of(nodes)
                        .map(node -> "127.0.0.1:" + clientPorts.get(node))
                        .reduce((a, b) -> a + "," + b)
                        .orElseThrow())
                .timeout(PATIENCE)
                .attemptTimeout(Duration.ofSeconds(2))
                .sessions(false)
                .build();
    }

    private static long nanosOfPut(QuorateClient client, String value) {
        long began = System.nanoTime();
        client.kv().put(KEY, ByteString.copyFromUtf8(value)).join();
        return System.nanoTime() - began;
    }

    /** Whatever becomes of an attempt while leaders change, one succeeds: putting a value twice does no harm. */
    private static void awaitPut(QuorateClient client, String value) {
        Awaitility.await("a put of " + value)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    try {
                        client.kv().put(KEY, ByteString.copyFromUtf8(value)).join();
                        return true;
                    } catch (CompletionException e) {
                        if (e.getCause() instanceof QuorateException) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    /** What a node has itself. */
    private static String local(QuorateClient node) {
        return node.kv()
                .get(KeyRange.single(KEY), GetOptions.defaults().withConsistency(GetOptions.Consistency.SERIALIZABLE))
                .join()
                .entries()
                .get(0)
                .value()
                .toStringUtf8();
    }
}
