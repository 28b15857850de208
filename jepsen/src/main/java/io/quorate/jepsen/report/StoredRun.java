package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.core.HistoryReader;
import io.quorate.jepsen.core.HistoryWriter;
import io.quorate.jepsen.core.StoredHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run as it lies in its directory: {@code options.json}, written when it began, and {@code history.bin}. Of a report
 * that was there before, duration and sections are taken over.
 */
public record StoredRun(RunSetup setup, Duration duration, StoredHistory history, List<Section> sections) {
    public static final String OPTIONS = "options.json";

    private static final int FORMAT = 1;
    private static final String NOTICE = "History";

    public StoredRun {
        sections = List.copyOf(sections);
    }

    /** Writes what is known before the run begins. */
    public static void begin(Path directory, RunSetup setup) throws IOException {
        Files.createDirectories(directory);
        ObjectNode root = Json.object();
        root.put("format", FORMAT);
        root.set("setup", SetupJson.of(setup));
        Json.write(directory.resolve(OPTIONS), root);
    }

    public static StoredRun open(Path directory) throws IOException {
        JsonNode root = Json.read(directory.resolve(OPTIONS));
        if (root.path("format").asInt() != FORMAT) {
            throw new IOException(directory.resolve(OPTIONS) + " is not of format " + FORMAT);
        }
        RunSetup setup = SetupJson.setup(root.path("setup"));
        StoredHistory history = HistoryReader.read(directory.resolve(HistoryWriter.FILE));
        Path before = directory.resolve(ReportWriter.JSON);
        if (!Files.exists(before)) {
            return new StoredRun(
                    setup, Duration.ofNanos(Timeline.span(history.history(), Duration.ZERO)), history, List.of());
        }
        JsonNode report = Json.read(before);
        return new StoredRun(
                setup,
                Duration.ofNanos(report.path("durationNanos").asLong()),
                history,
                SetupJson.sections(report.path("sections")));
    }

    /** The report of these verdicts; says so when the history is not whole. */
    public RunReport report(List<CheckResult> results) {
        List<Section> all = new ArrayList<>(sections);
        all.removeIf(section -> section.title().equals(NOTICE));
        history.notice().ifPresent(notice -> all.add(new Section(NOTICE, Map.of("Notice", notice))));
        return new RunReport(setup, duration, history.history(), results, all);
    }
}
