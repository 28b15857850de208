package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.checker.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the index of a directory that holds one directory per run: {@code index.html} for people, {@code summary.json}
 * for machines. Reads {@code run.json} of each; what cannot be read is listed, and keeps the whole from being a PASS.
 */
public final class IndexWriter {
    public static final String PAGE = "index.html";
    public static final String JSON = "summary.json";

    private static final List<String> SCRIPTS = List.of("base.js", "index.js");
    private static final List<String> SUMS =
            List.of("operations", "ok", "fail", "unequal", "info", "faults", "leaderChanges", "terms", "anomalies");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final List<ObjectNode> runs = new ArrayList<>();
    private final ArrayNode unreadable = Json.array();
    private final Map<String, Long> sums = new TreeMap<>();
    private final Map<String, Map<String, Long>> coverage = new TreeMap<>();
    private long durationNanos;
    private long longestGapNanos;
    private Verdict verdict = Verdict.PASS;

    private IndexWriter() {}

    /** Returns the verdict over all runs; UNKNOWN when there are none. */
    public static Verdict write(Path directory, String title) throws IOException {
        IndexWriter index = new IndexWriter();
        List<Path> children;
        try (Stream<Path> all = Files.list(directory)) {
            children = all.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(IndexWriter::ordered))
                    .toList();
        }
        for (Path child : children) {
            index.addRun(child);
        }
        ObjectNode summary = index.summary(title);
        Json.write(directory.resolve(JSON), summary);
        Files.writeString(directory.resolve(PAGE), Page.of(title, summary, SCRIPTS));
        return index.verdict();
    }

    /** So that run-10 comes after run-9. */
    private static String ordered(Path directory) {
        return NUMBER.matcher(directory.getFileName().toString())
                .replaceAll(number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
    }

    private void addRun(Path directory) {
        Path file = directory.resolve(ReportWriter.JSON);
        if (!Files.exists(file)) {
            if (Files.exists(directory.resolve(StoredRun.OPTIONS))) {
                unreadable.add(directory.getFileName() + ": no report; the run did not come to its end");
            }
            return;
        }
        try {
            JsonNode run = Json.read(file);
            if (run.path("format").asInt() != RunJson.FORMAT) {
                unreadable.add(directory.getFileName() + ": a report of another format");
                return;
            }
            add(directory.getFileName().toString(), run);
        } catch (IOException | IllegalArgumentException e) {
            unreadable.add(directory.getFileName() + ": " + e.getMessage());
        }
    }

    private void add(String directory, JsonNode run) {
        Verdict of = Verdict.valueOf(run.path("verdict").asText());
        JsonNode totals = run.path("totals");
        ObjectNode row = Json.object();
        runs.add(row);
        row.put("directory", directory);
        row.put("verdict", of.name());
        row.set("title", run.path("setup").path("title"));
        row.set("seed", run.path("setup").path("seed"));
        row.set("started", run.path("setup").path("started"));
        row.set("version", run.path("setup").path("version"));
        row.set("durationNanos", run.path("durationNanos"));
        row.set("totals", totals);
        ArrayNode bad = row.putArray("notPassed");
        for (JsonNode checker : run.path("checkers")) {
            if (!checker.path("verdict").asText().equals(Verdict.PASS.name())) {
                bad.add(checker.path("checker").asText());
            }
        }
        verdict = verdict.worse(of);
        durationNanos += run.path("durationNanos").asLong();
        longestGapNanos =
                Math.max(longestGapNanos, totals.path("longestGapNanos").asLong());
        for (String name : SUMS) {
            sums.merge(name, totals.path(name).asLong(), Long::sum);
        }
        for (JsonNode kind : run.path("coverage").path("kinds")) {
            Map<String, Long> counts =
                    coverage.computeIfAbsent(kind.path("kind").asText(), name -> new TreeMap<>());
            counts.merge("installed", kind.path("installed").asLong(), Long::sum);
            kind.path("installedByRole")
                    .properties()
                    .forEach(role ->
                            counts.merge("on " + role.getKey(), role.getValue().asLong(), Long::sum));
        }
    }

    private Verdict verdict() {
        return runs.isEmpty() || !unreadable.isEmpty() ? verdict.worse(Verdict.UNKNOWN) : verdict;
    }

    private ObjectNode summary(String title) {
        ObjectNode root = Json.object();
        root.put("format", RunJson.FORMAT);
        root.put("title", title);
        root.put("verdict", verdict().name());
        ObjectNode totals = root.putObject("totals");
        totals.put("runs", runs.size());
        for (Verdict each : Verdict.values()) {
            totals.put(each.name(), count(each));
        }
        totals.put("durationNanos", durationNanos);
        totals.put("longestGapNanos", longestGapNanos);
        sums.forEach(totals::put);
        totals.put(
                "faultKinds",
                coverage.values().stream()
                        .filter(counts -> counts.getOrDefault("installed", 0L) > 0)
                        .count());
        ArrayNode kinds = root.putArray("coverage");
        coverage.forEach((kind, counts) -> {
            ObjectNode row = kinds.addObject();
            row.put("kind", kind);
            counts.forEach(row::put);
        });
        root.set("unreadable", unreadable);
        ArrayNode rows = root.putArray("runs");
        runs.stream()
                .sorted(Comparator.comparing(run -> run.path("started").asText()))
                .forEach(rows::add);
        return root;
    }

    private int count(Verdict wanted) {
        int count = 0;
        for (JsonNode run : runs) {
            count += run.path("verdict").asText().equals(wanted.name()) ? 1 : 0;
        }
        return count;
    }
}
