package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.quorate.client.fake.FakeNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvCommandTest {
    private final FakeNode node = new FakeNode();

    @AfterEach
    void stop() {
        node.close();
    }

    private Cli quorate(String... arguments) {
        return Cli.run(withEndpoint(arguments));
    }

    private String[] withEndpoint(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--endpoints");
        all.add(node.endpoint().toString());
        return all.toArray(String[]::new);
    }

    @Test
    void shouldPrintWhatEtcdctlPrints() {
        assertThat(quorate("kv", "put", "k1", "v1").out()).isEqualTo("OK\n");
        quorate("kv", "put", "k2", "v2");
        assertThat(quorate("kv", "get", "k1").out()).isEqualTo("k1\nv1\n");
        assertThat(quorate("kv", "get", "k", "--prefix", "--print-value-only").out())
                .isEqualTo("v1\nv2\n");
        assertThat(quorate("kv", "get", "k", "--prefix", "--order", "descend", "--limit", "1")
                        .out())
                .isEqualTo("k2\nv2\n");
        assertThat(quorate("kv", "get", "k1", "k2", "--count-only").out()).isEqualTo("1\n");
        assertThat(quorate("kv", "get", "k1", "--keys-only").out()).isEqualTo("k1\n\n");
        assertThat(quorate("kv", "del", "k", "--prefix", "--prev-kv").out()).isEqualTo("2\nk1\nv1\nk2\nv2\n");
        assertThat(quorate("kv", "get", "", "--prefix")).isEqualTo(new Cli(0, "", ""));
    }

    @Test
    void shouldPrintEtcdctlsJson() {
        quorate("kv", "put", "k", "v");
        assertThat(quorate("kv", "get", "k", "--output", "json").out())
                .isEqualTo("{\"header\":{\"cluster_id\":193,\"member_id\":161,\"revision\":2,\"raft_term\":7},"
                        + "\"kvs\":[{\"key\":\"aw==\",\"create_revision\":2,\"mod_revision\":2,\"version\":1,"
                        + "\"value\":\"dg==\"}],\"count\":1}\n");
    }

    @Test
    void shouldPrintATable() {
        quorate("kv", "put", "k", "v");
        assertThat(quorate("kv", "get", "k", "--output", "table").out())
                .contains("| KEY | VALUE | VERSION | CREATED | MODIFIED | LEASE |")
                .contains("| k   | v     |       1 |       2 |        2 |       |");
    }

    @Test
    void shouldTakeTheValueFromStdin() {
        Cli put = Cli.runWithInput("from stdin", withEndpoint("kv", "put", "k"));
        assertThat(put.exitCode()).isZero();
        assertThat(quorate("kv", "get", "k", "--print-value-only").out()).isEqualTo("from stdin\n");
    }

    @Test
    void shouldCommitATransactionFromStdin() {
        String script = "version(\"k\") = \"0\"\n\nput k \"a value\"\nget k\n\nget k\ndel k\n";
        Cli first = Cli.runWithInput(script, withEndpoint("kv", "txn"));
        Cli second = Cli.runWithInput(script, withEndpoint("kv", "txn"));
        assertThat(first.out()).isEqualTo("SUCCESS\n\nOK\n\nk\na value\n");
        assertThat(second.out()).isEqualTo("FAILURE\n\nk\na value\n\n1\n");
    }

    @Test
    void shouldSayWhichLineOfATransactionIsWrong() {
        Cli cli = Cli.runWithInput("mod(\"k\") > \"0\"\n\nput k\n", withEndpoint("kv", "txn"));
        assertThat(cli.exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(cli.err()).contains("line 3").contains("put needs a key and a value");
    }

    @Test
    void shouldCompact() {
        quorate("kv", "put", "k", "v");
        assertThat(quorate("kv", "compact", "2").out()).isEqualTo("compacted revision 2\n");
        Cli again = quorate("kv", "compact", "2");
        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(again.err()).contains("has been compacted");
    }

    @Test
    void shouldEndWithUsageWhenTheCommandLineIsWrong() {
        assertThat(quorate("kv", "get").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(quorate("kv", "nonsense", "k").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(quorate("kv", "get", "k", "--cacert", "x").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(quorate("kv", "get", "k", "--consistency", "x").err()).contains("l (linearizable)");
        assertThat(quorate("kv", "get", "k", "--timeout", "soon").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(Cli.run("kv").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(Cli.run().exitCode()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void shouldEndWithUnavailableWhenNoNodeServes() {
        node.close();
        Cli cli = quorate("kv", "get", "k", "--timeout", "1s");
        assertThat(cli.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(cli.err()).contains("Connection refused").contains("--endpoints");
    }

    @Test
    void shouldEndWithIndeterminateWhenAWriteMayHaveHappened() {
        node.failNext(FakeNode.When.SILENT, Status.OK);
        Cli cli = quorate("kv", "put", "k", "v", "--timeout", "1s");
        assertThat(cli.exitCode()).isEqualTo(ExitCode.INDETERMINATE.number());
        assertThat(cli.err()).contains("may or may not");
    }
}
