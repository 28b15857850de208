package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.cli.QuorateMain;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands for a running demo's links, against real links and a real control port; only nodes are missing. */
class DemoLinkCommandTest {
    @TempDir
    private Path directory;

    private DemoWan demo;
    private ClusterConfig cluster;

    /** What a run printed and how it ended. */
    private record Run(int exit, String out, String err) {}

    @SuppressWarnings("NullAway.Init") // made before each test
    DemoLinkCommandTest() {}

    @BeforeEach
    void open() throws Exception {
        cluster = cluster("127.0.0.1");
        demo = DemoWan.open(cluster, directory);
    }

    @AfterEach
    void close() {
        demo.close();
    }

    /** Zones a1 and a2 of city a with a node each, and b1 of city b with two. */
    private static ClusterConfig cluster(String bind) throws Exception {
        StringBuilder text = new StringBuilder("cluster: c\ncities:\n");
        text.append("  a: { zones: { a1: { nodes: { ").append(node("n1", bind));
        text.append(" } }, a2: { nodes: { ").append(node("n2", bind));
        text.append(" } } } }\n  b: { zones: { b1: { nodes: { ").append(node("n_3", bind));
        text.append(", ").append(node("n4", bind)).append(" } } } }\n");
        text.append("links: [{ between: [a1, a2], rtt: 1ms }, { between: [a, b], rtt: 20ms }]\n");
        return TopologyReader.parse("t.yaml", text.toString());
    }

    private static String node(String name, String bind) throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        return String.format(
                Locale.ROOT,
                "%s: { host: 127.0.0.1, bind: %s, client: %d, peer: %d, http: %d }",
                name,
                bind,
                FreePorts.take(host),
                FreePorts.take(host),
                FreePorts.take(host));
    }

    private Run run(String... arguments) {
        CommandLine root = QuorateMain.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("demo"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", directory.toString()));
        int exit = root.execute(all.toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    /** By direction: its state and delay, where either is not what the topology says. */
    private Map<String, String> changed() throws IOException {
        Run links = run("links", "--output", "json");
        assertThat(links.exit()).as(links.err()).isZero();
        Map<String, String> changed = new TreeMap<>();
        for (JsonNode link : new ObjectMapper().readTree(links.out()).path("links")) {
            String state = link.path("state").asText();
            String delay =
                    link.path("delayMs").asText() + "+" + link.path("jitterMs").asText();
            if (!state.equals("up")
                    || !delay.equals(link.path("topologyDelayMs").asText() + "+0")) {
                changed.put(link.path("from").asText() + ">" + link.path("to").asText(), state + " " + delay);
            }
        }
        return changed;
    }

    @Test
    void shouldBeginWithWhatTheTopologySays() throws Exception {
        assertThat(changed()).isEmpty();

        Run links = run("links");
        assertThat(links.exit()).isZero();
        assertThat(links.out().lines().map(line -> line.replace(" ", "")))
                .contains("|FROM|TO|STATE|DELAY|BYTES|CONNECTIONS|")
                .contains("|n1(a1)|n2(a2)|up|0.5ms|0|0|")
                .contains("|n4(b1)|n1(a1)|up|10ms|0|0|")
                .contains("|n4(b1)|n_3(b1)|up|0.1ms|0|0|");
    }

    @Test
    void shouldCutAndHeal() throws Exception {
        Run cut = run("link", "cut", "a1", "n2");
        assertThat(cut.exit()).as(cut.err()).isZero();
        assertThat(cut.out()).contains("cut").doesNotContain("n4");
        assertThat(run("link", "cut", "n2", "n4", "--one-way", "--reset").exit())
                .isZero();
        assertThat(changed()).isEqualTo(Map.of("n1>n2", "cut 0.5+0", "n2>n1", "cut 0.5+0", "n2>n4", "reset 10+0"));

        assertThat(run("link", "heal", "n2", "n1", "--one-way").exit()).isZero();
        assertThat(changed()).isEqualTo(Map.of("n1>n2", "cut 0.5+0", "n2>n4", "reset 10+0"));
        assertThat(run("link", "heal").exit()).isZero();
        assertThat(changed()).isEmpty();
    }

    @Test
    void shouldIsolateAPlaceAndTakeItBack() throws Exception {
        assertThat(run("link", "isolate", "b").exit()).isZero();
        assertThat(changed().keySet())
                .containsExactlyInAnyOrder("n1>n_3", "n1>n4", "n2>n_3", "n2>n4", "n_3>n1", "n4>n1", "n_3>n2", "n4>n2");

        assertThat(run("link", "heal", "n4").exit()).isZero();
        assertThat(changed().keySet()).containsExactlyInAnyOrder("n1>n_3", "n2>n_3", "n_3>n1", "n_3>n2");
    }

    @Test
    void shouldDelay() throws Exception {
        Run delay = run("link", "delay", "a", "b1", "0.25ms", "--one-way", "--jitter", "100us");
        assertThat(delay.exit()).as(delay.err()).isZero();
        assertThat(delay.out()).contains("0.25ms to +0.1ms, topology 10ms");
        assertThat(changed().keySet()).containsExactlyInAnyOrder("n1>n_3", "n1>n4", "n2>n_3", "n2>n4");
        assertThat(run("link", "delay", "n1", "n2", "30ms").exit()).isZero();
        assertThat(changed()).containsEntry("n1>n4", "up 0.25+0.1").containsEntry("n2>n1", "up 30+0");

        assertThat(run("link", "heal").exit()).isZero();
        assertThat(changed()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        assertThat(run("link", "cut", "n1", "paris"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "quorate demo link cut: there is no node, zone or city 'paris'; known are a, b, a1, a2, b1, n1,"
                                + " n2, n_3, n4\n"));
        assertThat(run("link", "cut", "n1").exit()).isEqualTo(2);
        assertThat(run("link").exit()).isEqualTo(2);
        assertThat(run("link", "delay", "n1", "n2", "soon").err()).contains("'soon' is no duration");
        assertThat(run("link", "delay", "n1", "n2", "2m").err()).contains("give milliseconds from 0 to 60000");
        assertThat(run("link", "heal", "n1", "--one-way").err()).contains("--one-way needs FROM and TO");
        assertThat(changed()).isEmpty();
    }

    @Test
    void shouldSayThatNoDemoRuns() throws Exception {
        byte[] left = Files.readAllBytes(DemoAccess.file(directory));
        demo.close();
        assertThat(DemoAccess.file(directory)).doesNotExist();

        Run none = run("link", "isolate", "a");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err()).contains("no demo with emulated links runs in " + directory);
        Files.write(DemoAccess.file(directory), left);
        Run ended = run("links");
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.err())
                .contains("the demo that ran in " + directory + " (pid "
                        + ProcessHandle.current().pid() + ") has ended");

        // What one has left behind keeps no other from starting.
        demo = DemoWan.open(cluster, directory);
        assertThat(run("links").exit()).isZero();
    }

    @Test
    void shouldNotRunTwiceInOneDirectory() {
        assertThatThrownBy(() -> DemoWan.open(cluster, directory))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("a demo runs in " + directory + " already");
        assertThat(run("links").exit()).isZero();
    }

    @Test
    void shouldRunBesideAnotherOfTheSamePorts() throws Exception {
        Path other = directory.resolve("other");
        try (DemoWan second = DemoWan.open(cluster, other)) {
            assertThat(second.describe(" --data there"))
                    .contains("look at links with: quorate demo links --data there");
            assertThat(new DemoClient(other).isRunning()).isTrue();
        }
        assertThat(new DemoClient(other).isRunning()).isFalse();
        assertThat(run("links").exit()).isZero();
    }

    @Test
    void shouldRefuseNodesThatListenWhereRelaysHaveTo() throws Exception {
        ClusterConfig everywhere = cluster("0.0.0.0");

        assertThatThrownBy(() -> DemoWan.open(everywhere, directory.resolve("other")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("node n1 listens on every address");
    }

    @Test
    void shouldGiveEachNodeItsOwnView() throws Exception {
        DemoNode.Wan first = demo.of(cluster.nodes().get(0), directory.resolve("n1"));
        DemoNode.Wan third = demo.of(cluster.nodes().get(2), directory.resolve("n_3"));

        assertThat(first.names().values()).containsExactly("n1", "n2", "n3.node", "n4");
        assertThat(Files.readString(first.hosts()))
                .contains("127.0.0.1 n1\n")
                .containsPattern("127\\.\\d+\\.1\\.2 n2\n")
                .containsPattern("127\\.\\d+\\.1\\.3 n3.node\n");
        assertThat(Files.readString(third.hosts()))
                .contains("127.0.0.1 n3.node\n")
                .containsPattern("127\\.\\d+\\.3\\.1 n1\n");
    }

    @Test
    void shouldTakeRequestsFromItsUserOnly() throws Exception {
        DemoAccess access = DemoAccess.read(directory).orElseThrow();

        assertThat(Files.getPosixFilePermissions(DemoAccess.file(directory))).hasSize(2);
        assertThat(access.url()).startsWith("http://127.0.0.1:");
        assertThat(status(access, "GET", "/v1/links", "guess", "")).isEqualTo(401);
        assertThat(status(access, "POST", "/v1/links/heal", "guess", "{}")).isEqualTo(401);
        assertThat(status(access, "GET", "/v1/links", access.token(), "")).isEqualTo(200);
        assertThat(status(access, "POST", "/v1/links", access.token(), "{}")).isEqualTo(405);
        assertThat(status(access, "GET", "/v1/links/heal", access.token(), "")).isEqualTo(405);
        assertThat(status(access, "GET", "/v1/nodes", access.token(), "")).isEqualTo(404);
        assertThat(status(access, "POST", "/v1/links/cut", access.token(), "{ from"))
                .isEqualTo(400);
        assertThat(status(access, "POST", "/v1/links/cut", access.token(), "{\"from\":7}"))
                .isEqualTo(400);
        assertThat(status(access, "POST", "/v1/links/cut", access.token(), "{\"from\":\"a\",\"to\":\"b\",\"reset\":1}"))
                .isEqualTo(400);
        assertThat(status(access, "POST", "/v1/links/delay", access.token(), "{\"from\":\"a\",\"to\":\"b\"}"))
                .isEqualTo(400);
        assertThat(changed()).isEmpty();
    }

    private static int status(DemoAccess access, String method, String path, String token, String body)
            throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(access.url() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setRequestProperty(DemoControl.TOKEN_HEADER, token);
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        return connection.getResponseCode();
    }
}
