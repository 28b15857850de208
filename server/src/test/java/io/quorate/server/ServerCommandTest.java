package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.TopologyReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class ServerCommandTest {
    @TempDir
    Path scratch;

    private final StopSignal stop = StopSignal.manual();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final StringWriter err = new StringWriter();
    private volatile @Nullable NodePlan opened;
    private volatile @Nullable Exception failure;
    private Path topology;
    private int[] ports;

    @BeforeEach
    void write() throws IOException {
        ports = freePorts();
        topology = scratch.resolve("t.yaml");
        Files.writeString(topology, """
                cluster: demo
                cities: { c: { zones: { z: { nodes: {
                  n1: { host: 127.0.0.1, client: %d, peer: %d, http: %d } } } } } }
                """.formatted(ports[0], ports[1], ports[2]));
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket c = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {a.getLocalPort(), b.getLocalPort(), c.getLocalPort()};
        }
    }

    @Test
    void shouldRunUntilToldToStop() throws Exception {
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> run("n1", "--set", "max_txn_ops=7"));
        await().until(() -> opened != null);
        NodePlan plan = Objects.requireNonNull(opened);
        assertThat(plan.node()).isEqualTo(new NodeId("n1"));
        assertThat(plan.data()).isEqualTo(scratch.resolve("data").toRealPath());
        assertThat(plan.settings().limits().maxTxnOps()).isEqualTo(7);
        assertThat(run).isNotDone();

        stop.request("test");

        assertThat(run.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldStopWhenStandardInputEnds() {
        stop.watch(new ByteArrayInputStream(new byte[] {1, 2}));

        assertThat(run("n1")).isZero();
    }

    @Test
    void shouldEndWithTheCodeOfItsFault() {
        fault.complete(new IOException("No space left on device"));

        assertThat(run("n1")).isEqualTo(16);
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldSayWhyItDidNotOpen() {
        failure = new IOException("cannot open the log", new BindException("Address already in use"));

        assertThat(run("n1")).isEqualTo(12);
        assertThat(err.toString()).contains("cannot open the log").contains("Address already in use");
    }

    @Test
    void shouldNameThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(ports[1], 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("n1")).isEqualTo(12);
            assertThat(err.toString())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (peer of node n1)");
        }
        assertThat(opened).isNull();
    }

    @Test
    void shouldRefuseAnotherNodesDirectory() throws Exception {
        DataDirectory.open(scratch.resolve("data"), "demo", new NodeId("n2")).close();

        assertThat(run("n1")).isEqualTo(10);
        assertThat(err.toString())
                .contains("belongs to node 'n2' of cluster 'demo', not to node 'n1' of cluster 'demo'");
    }

    @Test
    void shouldListWhatIsWrongWithTheTopology() throws Exception {
        Files.writeString(topology, "cluster: demo\ncolour: red\n");

        assertThat(run("n1")).isEqualTo(2);
        assertThat(err.toString()).contains("t.yaml:1: cities is missing").contains("t.yaml:2: unknown field 'colour'");
    }

    @Test
    void shouldRefuseWhatIsNotSupported() throws Exception {
        Files.writeString(topology, Files.readString(topology) + "keyspaces: { system: {} }\n");

        assertThat(run("n1")).isEqualTo(2);
        assertThat(err.toString()).contains("keyspace 'system': the cluster keeps its own data under this name");
    }

    @Test
    void shouldRefuseAnUnknownNodeAndABadSetting() {
        assertThat(run("n7")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no node 'n7'; give --node one of n1");
        assertThat(run("n1", "--set", "leader_lease=1s")).isEqualTo(2);
        assertThat(err.toString()).contains("'leader_lease' must be equal on every node");
    }

    @Test
    void shouldTakeNamesOfNodesForEmulatedLinks() {
        stop.request("test");

        assertThat(run("n1", "--peer-host", "n1=one")).isZero();
        NodePlan plan = Objects.requireNonNull(opened);
        assertThat(plan.peerHost(plan.self())).isEqualTo("one");
        assertThat(plan.self().host()).isEqualTo("127.0.0.1");
        assertThat(run("n1")).isZero();
        plan = Objects.requireNonNull(opened);
        assertThat(plan.peerHost(plan.self())).isEqualTo("127.0.0.1");
        assertThat(run("n1", "--peer-host", "n7=one")).isEqualTo(2);
        assertThat(err.toString()).contains("--peer-host: there is no node 'n7'");
    }

    @Test
    void shouldRefuseACommandLineThatIsIncomplete() {
        assertThat(commandLine().execute("--node", "n1")).isEqualTo(2);
    }

    @Test
    void shouldCarryTheBuiltInTopologyAsAFile() throws Exception {
        Path file = Files.writeString(scratch.resolve("built-in.yaml"), TopologyReader.builtInText());

        assertThat(TopologyReader.read(file)).isEqualTo(TopologyReader.builtIn());
    }

    private int run(String node, String... more) {
        String[] args = {
            "--topology",
            topology.toString(),
            "--node",
            node,
            "--data",
            scratch.resolve("data").toString()
        };
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return commandLine().execute(all);
    }

    private CommandLine commandLine() {
        ServerCommand command = new ServerCommand(
                plan -> {
                    opened = plan;
                    if (failure instanceof IOException wanted) {
                        throw wanted;
                    }
                    return new RunningNode(fault, closed::incrementAndGet);
                },
                () -> stop);
        return new CommandLine(command).setErr(new PrintWriter(err, true));
    }
}
