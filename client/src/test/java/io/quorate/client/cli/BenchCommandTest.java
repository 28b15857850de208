package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Status;
import io.quorate.client.fake.FakeNode;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void stop() {
        node.close();
    }

    private JsonNode bench(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 5];
        all[0] = "bench";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--output";
        all[arguments.length + 2] = "json";
        all[arguments.length + 3] = "--endpoints";
        all[arguments.length + 4] = node.endpoint().toString();
        Cli cli = Cli.run(all);
        assertThat(cli.err()).isEmpty();
        return new ObjectMapper().readTree(cli.out());
    }

    @Test
    void shouldPutEveryKeyOnceWhenSequential() throws IOException {
        JsonNode result =
                bench("put", "--sequential", "--key-space", "500", "--total", "500", "--conns", "2", "--clients", "7");
        assertThat(result.get("operations").asLong()).isEqualTo(500);
        assertThat(result.at("/latency/write/count").asLong()).isEqualTo(500);
        assertThat(result.get("errors")).isEmpty();
        assertThat(node.store().applied()).isEqualTo(500);
        String endpoint = node.endpoint().toString();
        assertThat(Cli.run("kv", "get", "", "--prefix", "--count-only", "--endpoints", endpoint)
                        .out())
                .isEqualTo("500\n");
        assertThat(Cli.run("kv", "get", "00000499", "--print-value-only", "--endpoints", endpoint)
                        .out())
                .isNotBlank();
    }

    @Test
    void shouldLeaveTheWarmUpOut() throws IOException {
        JsonNode result = bench("txn", "--warmup", "100", "--total", "200", "--clients", "3");
        assertThat(result.get("operations").asLong()).isEqualTo(200);
        assertThat(node.store().applied()).isEqualTo(300);
        assertThat(result.at("/cost/clientCpuMicrosPerOp").asDouble()).isPositive();
    }

    @Test
    void shouldCommitItsTransactions() throws IOException {
        bench("txn", "--compare", "mod", "--total", "50", "--key-space", "1");
        String endpoint = node.endpoint().toString();
        assertThat(Cli.run("kv", "get", "00000000", "--output", "table", "--endpoints", endpoint)
                        .out())
                .containsPattern("\\| +50 \\|");
    }

    @Test
    void shouldMixReadsAndWrites() throws IOException {
        JsonNode result = bench("mixed", "--read-ratio", "0.8", "--total", "1000", "--clients", "4");
        assertThat(result.at("/latency/read/count").asLong()).isBetween(700L, 900L);
        assertThat(result.at("/latency/write/count").asLong()).isBetween(100L, 300L);
    }

    @Test
    void shouldCountErrorsByCode() throws IOException {
        node.failNext(FakeNode.When.BEFORE_APPLYING, Status.UNAVAILABLE.withDescription("etcdserver: no leader"));
        JsonNode result = bench("get", "--total", "20");
        assertThat(result.at("/errors/UNAVAILABLE/count").asLong()).isEqualTo(1);
        assertThat(result.at("/errors/UNAVAILABLE/firstMessage").asText()).isEqualTo("etcdserver: no leader");
        assertThat(result.get("operations").asLong()).isEqualTo(19);
    }

    @Test
    void shouldKeepToARate() throws IOException {
        JsonNode result = bench("put", "--rate", "200", "--total", "100", "--clients", "5");
        assertThat(result.get("throughputPerSecond").asDouble()).isLessThan(260);
    }

    @Test
    void shouldMeasureForATime() throws IOException {
        JsonNode result =
                bench("get", "--consistency", "s", "--warmup", "100ms", "--duration", "500ms", "--target-leader");
        assertThat(result.get("seconds").asDouble()).isBetween(0.5, 5.0);
        assertThat(result.get("operations").asLong()).isPositive();
    }

    @Test
    void shouldChargeTheServersForTheirTime() throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        JsonNode result = bench("put", "--total", "5000", "--clients", "8", "--server-pids", pid);
        assertThat(result.at("/cost/serverCpuMicrosPerOp").asDouble()).isPositive();
        assertThat(result.at("/cost/serverResidentBytes/0").asLong()).isGreaterThan(1 << 20);
    }

    @Test
    void shouldSendValuesThatTakeSeveralFrames() throws IOException {
        JsonNode result = bench("put", "--val-size", "40000", "--total", "100", "--clients", "2");
        assertThat(result.get("operations").asLong()).isEqualTo(100);
        JsonNode read = bench("get", "--total", "20", "--key-space", "100000");
        assertThat(read.get("errors")).isEmpty();
    }

    @Test
    void shouldWaitForRoomInTheServersWindow() throws IOException {
        // More is in flight than a connection's window of 1 MiB holds.
        JsonNode result =
                bench("put", "--val-size", "20000", "--total", "1000", "--clients", "200", "--key-space", "10");
        assertThat(result.get("operations").asLong()).isEqualTo(1000);
        assertThat(result.get("errors")).isEmpty();
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        bench("put", "--sequential", "--key-space", "10", "--total", "10", "--val-size", "300");
        JsonNode result = bench("get", "--key-space", "10", "--total", "50");
        assertThat(result.at("/cost/responseBytesPerOp").asDouble()).isBetween(310.0, 360.0);
    }

    @Test
    void shouldGoOnWithTheOtherNodesWhenOneEnds() throws IOException {
        try (FakeNode other = new FakeNode(node.store(), new ConcurrentHashMap<>())) {
            Thread killer = new Thread(() -> {
                await().until(() -> other.store().applied() > 100);
                other.close();
            });
            killer.start();
            Cli cli = Cli.run(
                    "bench",
                    "put",
                    "--duration",
                    "1s",
                    "--conns",
                    "2",
                    "--clients",
                    "4",
                    "--output",
                    "json",
                    "--endpoints",
                    node.endpoint() + "," + other.endpoint());
            JsonNode result = new ObjectMapper().readTree(cli.out());
            assertThat(result.get("operations").asLong()).isGreaterThan(100);
            assertThat(result.at("/errors/UNAVAILABLE/count").asLong()).isPositive();
        }
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThat(Cli.run("bench", "put", "--key-size", "2", "--key-space", "101")
                        .err())
                .contains("raise --key-size");
        assertThat(Cli.run("bench", "put", "--total", "5", "--duration", "5s").exitCode())
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(Cli.run("bench", "mixed", "--read-ratio", "1.5").exitCode()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void shouldSayThatNobodyListens() {
        node.close();
        Cli cli = Cli.run(
                "bench",
                "put",
                "--timeout",
                "500ms",
                "--endpoints",
                node.endpoint().toString());
        assertThat(cli.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(cli.err()).contains("no connection to " + node.endpoint());
    }
}
