package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.fake.FakeNode;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void shouldShowTheNodes() {
        try (FakeNode node = new FakeNode()) {
            Cli table = Cli.run("status", "--endpoints", node.endpoint().toString());
            assertThat(table.exitCode()).isZero();
            assertThat(table.out()).containsPattern("\\| n1 +\\| " + node.endpoint() + " +\\| leader \\| +1 \\|");

            Cli json = Cli.run(
                    "status", "--output", "json", "--endpoints", node.endpoint().toString());
            assertThat(json.out()).contains("\"name\" : \"n1\"").contains("\"lagEntries\" : 1");
        }
    }

    @Test
    void shouldShowANodeThatDoesNotAnswer() {
        FakeNode node = new FakeNode();
        node.close();
        Cli cli = Cli.run(
                "status", "--timeout", "300ms", "--endpoints", node.endpoint().toString());
        assertThat(cli.exitCode()).isEqualTo(ExitCode.UNAVAILABLE.number());
        assertThat(cli.out()).contains("unreachable");
    }
}
