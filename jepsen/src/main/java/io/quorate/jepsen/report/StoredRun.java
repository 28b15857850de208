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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run as it lies in its directory: {@code options.json}, written when it began, and {@code history.bin}. Of a report
 * that was there before, duration, sections and the verdicts that cannot be found again are taken over.
 */
public record StoredRun(
        RunSetup setup, Duration duration, StoredHistory history, List<CheckResult> results, List<Section> sections) {
    public static final String OPTIONS = "options.json";

    private static final int FORMAT = 1;
    private static final String NOTICE = "History";

    public StoredRun {
        results = List.copyOf(results);
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
            Duration took = Duration.ofNanos(Timeline.span(history.history(), Duration.ZERO));
            return new StoredRun(setup, took, history, List.of(), List.of());
        }
        JsonNode report = Json.read(before);
        return new StoredRun(
                setup,
                Duration.ofNanos(report.path("durationNanos").asLong()),
                history,
                VerdictJson.results(report.path("checkers")),
                SetupJson.sections(report.path("sections")));
    }

    /**
     * These verdicts, and those of the report before whose judges are not among them: what was seen of the cluster
     * while it ran cannot be judged again, and must not be forgotten.
     */
    public List<CheckResult> withEarlier(List<CheckResult> judged) {
        Set<String> again = judged.stream().map(CheckResult::checker).collect(Collectors.toSet());
        List<CheckResult> all = new ArrayList<>(judged);
        results.stream().filter(result -> !again.contains(result.checker())).forEach(all::add);
        return all;
    }

    /**
     * The report of these verdicts and the {@link #withEarlier earlier} ones; says so when the history is not whole.
     */
    public RunReport report(List<CheckResult> judged) {
        List<Section> all = new ArrayList<>(sections);
        all.removeIf(section -> section.title().equals(NOTICE));
        history.notice().ifPresent(notice -> all.add(new Section(NOTICE, Map.of("Notice", notice))));
        return new RunReport(setup, duration, history.history(), withEarlier(judged), all);
    }
}
