package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.fake.FakeOperators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeCommandTest {
    private final FakeOperators node = new FakeOperators();

    NodeCommandTest() {}

    @AfterEach
    void close() {
        node.close();
    }

    private Cli run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--endpoints";
        all[arguments.length + 1] = node.endpoint().toString();
        return Cli.run(all);
    }

    @Test
    void shouldListNodes() {
        assertThat(run("node", "list").out())
                .containsPattern("\\| n1 +\\| shanghai +\\| sh-a +\\| " + node.endpoint() + " +\\|.*\\| no +\\|");
        run("node", "drain", "n1");
        assertThat(run("node", "list", "--output", "json").out())
                .contains("\"drained\" : true")
                .contains("\"drainedSince\" : \"2026-11-23T");
    }

    @Test
    void shouldWaitUntilTheNodeLeadsNothing() {
        node.stayingFor(3, "");

        Cli drain = run("node", "drain", "n1");

        assertThat(drain.exitCode()).isZero();
        assertThat(drain.out()).contains("n1 is drained: it leads nothing");
        assertThat(node.asked()).containsExactly("drain n1");
    }

    @Test
    void shouldSayWhatCouldNotBeMovedAndWhy() {
        node.stayingFor(1_000_000, "n2 has not answered for 3.2 s");

        Cli drain = run("node", "drain", "n1", "--wait", "300ms", "--output", "json");

        assertThat(drain.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(drain.err()).contains("orders (n2 has not answered for 3.2 s)");
        assertThat(drain.out()).contains("\"keyspace\" : \"orders\"").contains("\"why\" : \"n2 has not answered");
    }

    @Test
    void shouldUndoWithoutWaiting() {
        Cli undo = run("node", "drain", "n1", "--undo");

        assertThat(undo.exitCode()).isZero();
        assertThat(undo.out()).contains("n1 is drained no longer");
        assertThat(node.asked()).containsExactly("undrain n1");
    }

    @Test
    void shouldRefuseAnUnknownNodeAndABadTime() {
        Cli unknown = run("node", "drain", "n7");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(unknown.err()).contains("node not found: n7");

        assertThat(run("node", "drain", "n1", "--wait", "soon").exitCode()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run("node").exitCode()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void shouldShowTheStatusOfTheClusterThatItFinds() {
        Cli all = run("status");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out()).containsPattern("\\| orders +\\|").containsPattern("\\| n1 +\\| " + node.endpoint());

        assertThat(run("status", "--keyspace", "orders").out()).contains("REPLICA ON");
        Cli unknown = run("status", "--keyspace", "nowhere");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED.number());
        assertThat(unknown.err()).contains("nowhere");
    }
}
