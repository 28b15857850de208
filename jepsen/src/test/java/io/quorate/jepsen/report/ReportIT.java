package io.quorate.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens reports in a browser. Needs the Debian package chromium; screenshots stay in target/report. */
class ReportIT {
    private static final Path KEPT = Path.of("target", "report");

    @TempDir
    private Path profile;

    private Chromium chromium;

    @BeforeEach
    void openBrowser() {
        chromium = new Chromium(profile);
    }

    @Test
    void shouldDrawABrokenRun() throws Exception {
        RunReport report = SyntheticRun.of(20261123, Duration.ofMinutes(2), 12, true);
        assertThat(report.history().ops()).hasSizeGreaterThan(30_000);
        assertThat(report.history().faults()).hasSize(30);
        Path page = write("broken", report);

        String dom = chromium.dom(page, false);

        assertThat(attribute(dom, "errors")).as(dom.substring(0, 600)).isEqualTo("0");
        assertThat(attribute(dom, "charts")).isEqualTo("7");
        assertThat(attribute(dom, "painted")).isEqualTo("7");
        assertThat(Integer.parseInt(attribute(dom, "anomalies"))).isGreaterThan(20);
        assertThat(Integer.parseInt(attribute(dom, "rows"))).isGreaterThan(60);
        assertThat(attribute(dom, "readout"))
                .contains("60.00 s")
                .contains("n1: ")
                .contains("term ")
                .doesNotContain("| |");
        assertThat(dom)
                .contains("stale-read")
                .contains("G-single-realtime")
                .doesNotContain("<img src=x")
                .doesNotContain("<script>alert");
        screenshots(page, "broken", 5200);
    }

    @Test
    void shouldDrawACleanRunThatIsLong() throws Exception {
        RunReport report = SyntheticRun.of(7, Duration.ofMinutes(20), 12, false);
        Path page = write("clean", report);

        String dom = chromium.dom(page, true);

        assertThat(attribute(dom, "errors")).as(dom.substring(0, 600)).isEqualTo("0");
        assertThat(attribute(dom, "painted")).isEqualTo("7");
        assertThat(report.history().ops()).hasSizeGreaterThan(400_000);
        assertThat(Files.size(page)).isLessThan(3 << 20);
        screenshots(page, "clean", 4600);
    }

    @Test
    void shouldDrawARunInWhichNothingHappened() throws Exception {
        RunReport full = SyntheticRun.of(3, Duration.ofSeconds(5), 1, false);
        RunReport report = new RunReport(
                full.setup(),
                Duration.ofSeconds(5),
                new History(3, List.of("n1"), List.of(), List.of(), List.of()),
                List.of(),
                List.of());
        Path page = write("empty", report);

        String dom = chromium.dom(page, false);

        assertThat(attribute(dom, "errors")).as(dom.substring(0, 600)).isEqualTo("0");
        assertThat(dom).contains("Nothing was judged");
    }

    @Test
    void shouldDrawAnIndexOverRuns() throws Exception {
        Path runs = KEPT.resolve("runs");
        delete(runs);
        for (int seed = 1; seed <= 12; seed++) {
            RunReport report = SyntheticRun.of(seed, Duration.ofSeconds(20 + 2L * seed), 6, seed == 5);
            ReportWriter.write(runs.resolve("run-" + seed), report);
        }
        IndexWriter.write(runs, "Twelve runs");

        String dom = chromium.dom(runs.resolve(IndexWriter.PAGE), false);

        assertThat(attribute(dom, "errors")).as(dom.substring(0, 600)).isEqualTo("0");
        assertThat(dom).contains("11 of 12 runs passed").contains("run-12/report.html");
        screenshots(runs.resolve(IndexWriter.PAGE), "index", 1700);
    }

    private static Path write(String name, RunReport report) throws IOException {
        Path directory = KEPT.resolve(name);
        delete(directory);
        StoredRun.begin(directory, report.setup());
        try (HistoryWriter history = HistoryWriter.create(
                directory.resolve(HistoryWriter.FILE),
                report.history().seed(),
                report.history().nodes())) {
            report.history().ops().forEach(history::add);
            report.history().faults().forEach(history::add);
            report.history().leaders().forEach(history::add);
        }
        long began = System.nanoTime();
        ReportWriter.write(directory, report);
        System.out.printf(
                "report: %s of %d operations: %d ms, %d bytes of HTML%n",
                name,
                report.history().ops().size(),
                (System.nanoTime() - began) / 1_000_000,
                Files.size(directory.resolve(ReportWriter.PAGE)));
        return directory.resolve(ReportWriter.PAGE);
    }

    private void screenshots(Path page, String name, int height) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            Path png = KEPT.resolve(name + (dark ? "-dark.png" : "-light.png"));
            chromium.screenshot(page, dark, 1440, height, png);
            assertThat(Files.size(png)).isGreaterThan(20_000);
        }
    }

    private static String attribute(String dom, String name) {
        Matcher matcher =
                Pattern.compile("<html[^>]* data-" + name + "=\"([^\"]*)\"").matcher(dom);
        assertThat(matcher.find())
                .as("no data-%s in %s", name, dom.substring(0, Math.min(600, dom.length())))
                .isTrue();
        return matcher.group(1);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
