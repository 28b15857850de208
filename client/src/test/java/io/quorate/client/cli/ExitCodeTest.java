package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private static final Path PAGE = Path.of("../docs/operations/exit-codes.md");

    @Test
    void shouldBeDocumented() {
        for (ExitCode code : ExitCode.values()) {
            String name = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            assertThat(PAGE).content().contains("| " + code.number() + " | " + name + " |");
        }
    }

    @Test
    void shouldBeInTheHelp() {
        for (ExitCode code : ExitCode.values()) {
            assertThat(Cli.run("--help").out()).contains("\n  " + code.number() + "   ");
        }
    }
}
