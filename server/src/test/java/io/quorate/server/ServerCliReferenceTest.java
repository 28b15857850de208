package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.cli.CliReference;
import io.quorate.client.cli.QuorateMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Keeps the reference of the commands of the server module; run with -Dquorate.write=true to write it. */
class ServerCliReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "cli-server.md");
    private static final String INTRODUCTION =
            "Generated from the commands' own help; a test fails when it is stale. All other commands are in [cli.md](cli.md).";

    @Test
    void shouldHaveAFreshReference() throws IOException {
        Map<String, CommandLine> all = QuorateMain.commandLine().getSubcommands();
        CommandLine[] own = all.values().stream()
                .filter(each -> each.getCommand().getClass().getPackageName().equals("io.quorate.server"))
                .toArray(CommandLine[]::new);
        assertThat(own).hasSizeGreaterThanOrEqualTo(2);
        String page = CliReference.markdown("The commands that start servers, plan and topology", INTRODUCTION, own);
        if (Boolean.getBoolean("quorate.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).content().isEqualTo(page);
    }
}
