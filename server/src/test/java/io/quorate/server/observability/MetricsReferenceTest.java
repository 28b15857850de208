package io.quorate.server.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/reference/metrics.md equal to what the sources register. */
class MetricsReferenceTest {
    private static final Path REFERENCE = Path.of("..", "docs", "reference", "metrics.md");
    private static final Path SOURCES = Path.of("src", "main", "java");
    /** A call, or a row of a table, that begins with a name and its meaning. */
    private static final Pattern REGISTRATION = Pattern.compile(
            "(\\w*)\\s?[({]\\s*\"((?:quorate|process)_[a-z0-9_]+)\",\\s*" + "((?:\"[^\"]*\"\\s*\\+?\\s*)+)");

    private static final String HEAD = """
            # Metrics

            Generated from the sources; do not edit. A test says how to write it anew.

            On `http://HOST:HTTP_PORT/metrics`, in Prometheus' text format. Histograms (timers in seconds, sizes
            and counts as they are) have `_bucket`, `_sum` and `_count`. Beside these: `jvm_*`, `process_*`, `system_*` of
            the JVM and the process, as Micrometer names them.

            | metric | kind | meaning |
            |---|---|---|
            """;

    /** To write it anew: run this test with {@code -Dquorate.docs=write}. */
    @Test
    void shouldDocumentEveryMeter() throws Exception {
        Map<String, String> rows = rows();
        assertThat(rows).containsKey("quorate_peer_forward_seconds").containsKey("quorate_raft_term");
        String expected = HEAD + String.join("", rows.values());
        if ("write".equals(System.getProperty("quorate.docs"))) {
            Files.writeString(REFERENCE, expected);
        }

        assertThat(Files.readString(REFERENCE)).isEqualTo(expected);
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher found = REGISTRATION.matcher(Files.readString(file));
                while (found.find()) {
                    boolean counter = found.group(1).equals("counter");
                    boolean histogram = found.group(1).matches("timer|summary")
                            || (found.group(2).endsWith("_seconds")
                                    && !found.group(1).equals("gauge"));
                    String name = found.group(2) + (counter ? "_total" : "");
                    String help = found.group(3)
                            .replaceAll("\"\\s*\\+\\s*\"", "")
                            .replaceAll("[\"]", "")
                            .strip();
                    rows.put(
                            name,
                            "| `" + name + "` | " + (counter ? "counter" : histogram ? "histogram" : "gauge") + " | "
                                    + help.replaceAll("\\.$", "") + " |\n");
                }
            }
        }
        return rows;
    }
}
