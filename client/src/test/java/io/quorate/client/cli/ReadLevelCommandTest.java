package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.client.fake.FakeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadLevelCommandTest {
    private static final String READ_ONLY = "version(\"k\") > \"0\"\n\nget k\n";
    private static final Map<String, String> WRITTEN = Map.of(
            "quorate-keyspace", "default",
            "quorate-node", "n3",
            "quorate-zone", "hz-a",
            "quorate-city", "hangzhou",
            "quorate-epoch", "4",
            "quorate-revision", "7",
            "quorate-log-position", "3:10");

    private final FakeNode node = new FakeNode();

    @AfterEach
    void stop() {
        node.close();
    }

    private String[] withEndpoint(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--endpoints");
        all.add(node.endpoint().toString());
        return all.toArray(String[]::new);
    }

    private Cli quorate(String... arguments) {
        return Cli.run(withEndpoint(arguments));
    }

    private void giveReceipts(String... more) {
        Map<String, String> receipt = new TreeMap<>(WRITTEN);
        for (int i = 0; i < more.length; i += 2) {
            receipt.put(more[i], more[i + 1]);
        }
        node.answerWith(receipt);
    }

    /** Our own metadata of the last request. */
    private String asked() {
        Metadata last = List.copyOf(node.received()).get(node.received().size() - 1);
        Map<String, String> found = new TreeMap<>();
        for (String name : last.keys()) {
            if (name.startsWith("quorate-")) {
                found.put(
                        name.substring("quorate-".length()),
                        String.valueOf(last.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))));
            }
        }
        return found.toString();
    }

    @Test
    void shouldAskForTheLevel() {
        for (String plain : List.of("l", "linearizable", "s", "serializable")) {
            assertThat(quorate("kv", "get", "k", "--consistency", plain).exitCode())
                    .isZero();
            assertThat(asked()).isEqualTo("{}");
        }
        quorate("kv", "get", "k", "--max-staleness", "5s");
        assertThat(asked()).isEqualTo("{consistency=bounded, max-staleness-ms=5000}");
        quorate("kv", "get", "k", "--consistency", "bounded", "--min-revision", "1", "--on-miss", "wait");
        assertThat(asked()).isEqualTo("{consistency=bounded, min-revision=1, on-miss=wait}");
        quorate("kv", "get", "k", "--min-revision", "1");
        assertThat(asked()).isEqualTo("{consistency=session, min-revision=1}");
        quorate("kv", "get", "k", "--consistency", "session");
        assertThat(asked()).isEqualTo("{consistency=session}");
    }

    @Test
    void shouldRefuseWhatContradictsTheLevel() {
        Cli cli = quorate("kv", "get", "k", "--consistency", "s", "--max-staleness", "5s");
        assertThat(cli.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(cli.err()).contains("a max staleness needs a bounded read");
        for (String[] wrong : List.of(
                new String[] {"--on-miss", "error"},
                new String[] {"--max-staleness", "soon"},
                new String[] {"--min-revision", "-1"},
                new String[] {"--min-revision", "1", "--on-miss", "never"})) {
            List<String> all = new ArrayList<>(List.of("kv", "get", "k"));
            all.addAll(List.of(wrong));
            assertThat(quorate(all.toArray(String[]::new)).exitCode()).isEqualTo(ExitCode.USAGE.number());
        }
        assertThat(node.received()).isEmpty();
    }

    @Test
    void shouldReadATransactionAtALevel() {
        Cli cli = Cli.runWithInput(READ_ONLY, withEndpoint("kv", "txn", "--max-staleness", "5s"));
        assertThat(cli).isEqualTo(new Cli(0, "FAILURE\n", ""));
        assertThat(asked()).isEqualTo("{consistency=bounded, max-staleness-ms=5000}");

        Cli writing = Cli.runWithInput("\nput k v\n", withEndpoint("kv", "txn", "--consistency", "session"));
        assertThat(writing.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(writing.err()).contains("the transaction writes");
    }

    @Test
    void shouldPrintTheReceiptBesideTheResult() {
        quorate("kv", "put", "k", "v");
        giveReceipts("quorate-read-path", "local", "quorate-staleness-ms", "152");
        Cli cli = quorate("kv", "get", "k", "--receipt");
        assertThat(cli.out()).isEqualTo("k\nv\n");
        assertThat(cli.err()).isEqualTo("""
                        quorate-keyspace: default
                        quorate-node: n3
                        quorate-zone: hz-a
                        quorate-city: hangzhou
                        quorate-epoch: 4
                        quorate-revision: 7
                        quorate-log-position: 3:10
                        quorate-read-path: local
                        quorate-staleness-ms: 152
                        """);
        giveReceipts("quorate-read-path", "local", "quorate-staleness-ms", "unknown");
        assertThat(quorate("kv", "get", "k", "--receipt", "--output", "table").err())
                .endsWith("quorate-read-path: local\nquorate-staleness-ms: unknown\n");
        assertThat(quorate("kv", "get", "k").err()).isEmpty();
    }

    @Test
    void shouldPrintTheReceiptOfAWrite() {
        giveReceipts();
        for (Cli cli : List.of(
                quorate("kv", "put", "k", "v", "--receipt"),
                quorate("kv", "del", "k", "--receipt"),
                Cli.runWithInput("\nput k v\n", withEndpoint("kv", "txn", "--receipt")))) {
            assertThat(cli.exitCode()).isZero();
            assertThat(cli.err())
                    .startsWith("quorate-keyspace: default\nquorate-node: n3\n")
                    .endsWith("quorate-log-position: 3:10\n");
        }
    }

    @Test
    void shouldPutTheReceiptIntoJsonOnlyForWhoAsks() {
        giveReceipts("quorate-read-path", "read-index", "quorate-staleness-ms", "0");
        String bare = quorate("kv", "get", "k", "--output", "json").out();
        assertThat(bare).doesNotContain("receipt");
        String position = "\"log_position\":{\"term\":3,\"index\":10}";
        String place = "\"keyspace\":\"default\",\"node\":\"n3\",\"zone\":\"hz-a\",\"city\":\"hangzhou\",\"epoch\":4,"
                + "\"revision\":7," + position;
        String start = bare.substring(0, bare.length() - 2);
        assertThat(quorate("kv", "get", "k", "--output", "json", "--receipt"))
                .isEqualTo(new Cli(
                        0,
                        start + ",\"receipt\":{" + place + ",\"read_path\":\"read-index\",\"staleness_ms\":0}}\n",
                        ""));
        giveReceipts("quorate-read-path", "local", "quorate-staleness-ms", "unknown");
        assertThat(quorate("kv", "get", "k", "--output", "json", "--receipt").out())
                .endsWith(",\"read_path\":\"local\",\"staleness_ms\":null}}\n");
        giveReceipts();
        assertThat(quorate("kv", "put", "k", "v", "--output", "json", "--receipt")
                        .out())
                .endsWith(position + "}}\n");
    }

    @Test
    void shouldSayThatAnEtcdServerGivesNoReceipt() {
        assertThat(quorate("kv", "put", "k", "v", "--receipt"))
                .isEqualTo(new Cli(0, "OK\n", "no receipt: the server gave none\n"));
        assertThat(quorate("kv", "get", "k", "--output", "json", "--receipt").out())
                .endsWith(",\"receipt\":null}\n");
    }

    @Test
    void shouldSayWhatToDoWhenNoNodeIsFreshEnough() {
        node.failNext(
                FakeNode.When.BEFORE_APPLYING,
                Status.FAILED_PRECONDITION.withDescription(
                        "quorate: this node is not fresh enough: its state is 900 ms old at most"));
        Cli stale = quorate("kv", "get", "k", "--max-staleness", "500ms", "--on-miss", "error");
        assertThat(stale.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(stale.err()).contains("900 ms old").contains("--on-miss upgrade");

        node.failNext(
                FakeNode.When.BEFORE_APPLYING,
                Status.FAILED_PRECONDITION.withDescription(
                        "quorate: the keyspace has not come to this revision: this node has revision 1"));
        Cli ahead = quorate("kv", "get", "k", "--min-revision", "9", "--on-miss", "upgrade");
        assertThat(ahead.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(ahead.err()).contains("another keyspace or cluster");
    }

    @Test
    void shouldLoadAtALevel() {
        Cli cli = quorate("bench", "mixed", "--total", "200", "--max-staleness", "5s", "--on-miss", "error");
        assertThat(cli.exitCode()).isZero();
        List<String> levels = node.received().stream()
                .map(headers -> String.valueOf(
                                headers.get(Metadata.Key.of("quorate-consistency", Metadata.ASCII_STRING_MARSHALLER)))
                        + "/"
                        + headers.get(Metadata.Key.of("quorate-max-staleness-ms", Metadata.ASCII_STRING_MARSHALLER))
                        + "/"
                        + headers.get(Metadata.Key.of("quorate-on-miss", Metadata.ASCII_STRING_MARSHALLER)))
                .distinct()
                .toList();
        assertThat(levels).as("reads and writes").containsExactlyInAnyOrder("bounded/5000/error", "null/null/null");
        quorate("bench", "get", "--total", "20", "--consistency", "session", "--min-revision", "1");
        assertThat(asked()).isEqualTo("{consistency=session, min-revision=1}");
        assertThat(quorate("bench", "get", "--total", "20", "--consistency", "s", "--on-miss", "wait")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE.number());
    }
}
