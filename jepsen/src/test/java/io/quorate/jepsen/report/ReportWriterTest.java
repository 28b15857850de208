package io.quorate.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {
    @TempDir
    private Path directory;

    @Test
    void shouldWriteAllButTheOperationsAsJson() throws IOException {
        RunReport report = SyntheticRun.of(Long.MAX_VALUE - 1, Duration.ofSeconds(20), 12, true);

        ReportWriter.write(directory, report);

        JsonNode run = Json.read(directory.resolve(ReportWriter.JSON));
        assertThat(run.path("format").asInt()).isEqualTo(1);
        assertThat(run.path("verdict").asText()).isEqualTo("FAIL");
        assertThat(run.path("setup").path("seed").asText()).isEqualTo("9223372036854775806");
        JsonNode totals = run.path("totals");
        assertThat(totals.path("operations").asInt())
                .isEqualTo(report.history().ops().size());
        assertThat(totals.path("ok").asInt()
                        + totals.path("fail").asInt()
                        + totals.path("info").asInt())
                .isEqualTo(report.history().ops().size());
        assertThat(totals.path("faults").asInt()).isEqualTo(28);
        assertThat(totals.path("faultKinds").asInt()).isEqualTo(14);
        assertThat(totals.path("leaderChanges").asInt()).isPositive();
        assertThat(totals.path("latencyNanos").path("p99").asLong())
                .isGreaterThan(totals.path("latencyNanos").path("p50").asLong());
        assertThat(run.path("faults")).hasSize(30);
        assertThat(run.path("faults").get(0).path("gapNanos").path("WRITE").asLong())
                .isPositive();
        assertThat(run.path("coverage").path("kinds")).hasSize(14);
        assertThat(run.path("gaps")).isNotEmpty();
        assertThat(run.path("sections")).hasSize(3);
        JsonNode stale = run.path("checkers").get(0).path("anomalies").get(0);
        assertThat(stale.path("kind").asText()).isEqualTo("stale-read");
        assertThat(stale.path("ops")).hasSize(3);
        assertThat(stale.path("ops").get(0).path("action").asText()).isEqualTo("WRITE");
        assertThat(stale.path("ops").get(0).path("value").asLong()).isPositive();
        assertThat(stale.path("ops").get(0).path("member").asText()).startsWith("8e9e05c5216469");
    }

    @Test
    void shouldWriteAPageThatNeedsNothingElse() throws IOException {
        ReportWriter.write(directory, SyntheticRun.of(5, Duration.ofSeconds(20), 12, true));

        String page = Files.readString(directory.resolve(ReportWriter.PAGE));

        assertThat(page)
                .contains("The MIT License")
                .contains("github.com/leeoniya/uPlot (v")
                .contains("var uPlot=");
        assertThat(page).doesNotContainPattern("(src|href)=\"(https?:)?//").doesNotContain("@import");
        assertThat(page).doesNotContainPattern(Pattern.compile("\\{\\{[a-z-]+}}(?<!\\{\\{data}})"));
    }

    @Test
    void shouldNotLetTextsBecomeMarkup() throws IOException {
        ReportWriter.write(directory, SyntheticRun.of(5, Duration.ofSeconds(20), 12, true));

        String page = Files.readString(directory.resolve(ReportWriter.PAGE));

        assertThat(page).doesNotContain("<img").doesNotContain("<script>alert").contains("\\u003c/script\\u003e");
        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(page).contains("<title>Swarm, five nodes in two cities &lt;5&gt;</title>");
        assertThat(Page.escaped("<a href='x' title=\"y\">&"))
                .isEqualTo("&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;");
    }

    @Test
    void shouldMakeAReportAnewFromWhatIsStored() throws IOException {
        RunReport report = SyntheticRun.of(6, Duration.ofSeconds(20), 6, true);
        StoredRun.begin(directory, report.setup());
        HistoryWriter writer = HistoryWriter.create(
                directory.resolve(HistoryWriter.FILE),
                report.history().seed(),
                report.history().nodes());
        report.history().ops().forEach(writer::add);
        report.history().faults().forEach(writer::add);
        report.history().leaders().forEach(writer::add);
        writer.flush();

        assertThat(StoredRun.open(directory).sections()).isEmpty();
        assertThat(StoredRun.open(directory).report(List.of()).sections())
                .singleElement()
                .satisfies(section -> assertThat(section.values().get("Notice")).contains("no end"));

        writer.close();
        ReportWriter.write(directory, report);
        StoredRun stored = StoredRun.open(directory);
        RunReport again = stored.report(report.results());

        assertThat(again).isEqualTo(report);
        assertThat(stored.results()).isEqualTo(report.results());
        assertThat(stored.report(List.of()).results()).isEqualTo(report.results());
        CheckResult other = new CheckResult("linearizable", Verdict.PASS, 1, List.of(), Map.of());
        assertThat(stored.withEarlier(List.of(other)))
                .hasSameSizeAs(report.results())
                .contains(other)
                .doesNotContain(report.results().get(0));
        String before = Files.readString(directory.resolve(ReportWriter.JSON));
        ReportWriter.write(directory, again);
        assertThat(Files.readString(directory.resolve(ReportWriter.JSON))).isEqualTo(before);
    }

    @Test
    void shouldRefuseOptionsThatAreNone() throws IOException {
        Files.writeString(directory.resolve(StoredRun.OPTIONS), "{\"format\": 1, \"setup\": {\"title\": \"x\"}}");

        assertThatThrownBy(() -> StoredRun.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("started");
    }

    @Test
    void shouldNotCallARunThatNobodyJudgedAPass() {
        RunReport judged = SyntheticRun.of(1, Duration.ofSeconds(1), 1, false);

        assertThat(judged.verdict()).isEqualTo(Verdict.PASS);
        assertThat(new RunReport(judged.setup(), judged.duration(), judged.history(), List.of(), List.of()).verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void shouldSumRunsUp() throws IOException {
        ReportWriter.write(directory.resolve("b"), SyntheticRun.of(1, Duration.ofSeconds(10), 3, false));
        ReportWriter.write(directory.resolve("a"), SyntheticRun.of(2, Duration.ofSeconds(10), 3, false));
        assertThat(IndexWriter.write(directory, "Two")).isEqualTo(Verdict.PASS);

        RunReport broken = SyntheticRun.of(3, Duration.ofSeconds(20), 12, true);
        ReportWriter.write(directory.resolve("c"), broken);
        assertThat(IndexWriter.write(directory, "Three")).isEqualTo(Verdict.FAIL);

        JsonNode summary = Json.read(directory.resolve(IndexWriter.JSON));
        assertThat(summary.path("runs"))
                .extracting(run -> run.path("directory").asText())
                .containsExactly("a", "b", "c");
        assertThat(summary.path("runs").get(2).path("notPassed"))
                .extracting(JsonNode::asText)
                .containsExactly("linearizable", "elle", "durability");
        JsonNode totals = summary.path("totals");
        assertThat(totals.path("runs").asInt()).isEqualTo(3);
        assertThat(totals.path("PASS").asInt()).isEqualTo(2);
        assertThat(totals.path("faults").asInt()).isEqualTo(3 * 28);
        assertThat(totals.path("faultKinds").asInt()).isEqualTo(14);
        assertThat(summary.path("coverage")).hasSize(14);
        assertThat(Files.readString(directory.resolve(IndexWriter.PAGE))).contains("<title>Three</title>");
    }

    @Test
    void shouldNotPassOverRunsThatCannotBeRead() throws IOException {
        ReportWriter.write(directory.resolve("a"), SyntheticRun.of(2, Duration.ofSeconds(10), 3, false));
        Files.createDirectories(directory.resolve("b"));
        Files.writeString(directory.resolve("b").resolve(ReportWriter.JSON), "{\"format\": 1, ");
        StoredRun.begin(
                directory.resolve("c"),
                SyntheticRun.of(2, Duration.ofSeconds(1), 1, false).setup());

        assertThat(IndexWriter.write(directory, "Torn")).isEqualTo(Verdict.UNKNOWN);

        assertThat(Json.read(directory.resolve(IndexWriter.JSON)).path("unreadable"))
                .hasSize(2);
    }
}
