package io.quorate.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the help with what is checked in. When a change is meant, run {@code mvn test -pl client -am
 * -Dtest=CliReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dquorate.write=true}.
 */
class CliReferenceTest {
    private static final boolean WRITE = Boolean.getBoolean("quorate.write");
    private static final Path HELP = Path.of("src/test/resources/help");
    private static final String INTRODUCTION = """
            Generated from the commands' own help; a test fails when it is stale. The commands that start servers,
            plan and topology are in [cli-server.md](cli-server.md), what the exit codes mean is told in
            [exit-codes.md](../operations/exit-codes.md).""";
    private static final Path PAGE = Path.of("../docs/reference/cli.md");

    @TestFactory
    Iterable<DynamicTest> shouldPrintTheHelpThatIsCheckedIn() {
        Map<String, String> texts = CliReference.helpTexts(QuorateMain.commandLine());
        return texts.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> compare(HELP.resolve(entry.getKey().replace(' ', '-') + ".txt"), entry.getValue())))
                .toList();
    }

    @Test
    void shouldHaveAFreshReference() throws IOException {
        compare(PAGE, CliReference.markdown("The quorate command", INTRODUCTION, QuorateMain.commandLine()));
    }

    @Test
    void shouldExplainEveryCommandAndOption() {
        CliReference.helpTexts(QuorateMain.commandLine())
                .forEach((name, text) -> assertThat(text)
                        .as(name)
                        .startsWith("Usage: " + name)
                        .contains("-h, --help")
                        .doesNotContain("null"));
    }

    private static void compare(Path file, String actual) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(file).content().isEqualTo(actual);
    }
}
