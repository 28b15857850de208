package io.quorate.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured of a pattern, as its page has it; written there when run with {@code -Dquorate.figures=write}. */
final class PatternFigures {
    private static final double MILLION = 1e6;

    private final Path topology;
    private final String load;

    /** To be made before the cluster is started: it remembers what else the machine has to do. */
    PatternFigures(Path topology) {
        this.topology = topology;
        this.load = String.format(
                Locale.ROOT,
                "%.0f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    void report(List<PatternLatency.Row> latencies, List<PatternFaults.Outcome> outcomes)
            throws IOException, InterruptedException {
        String text = head() + "\n\n" + latencies(latencies) + "\n" + faults(outcomes);
        System.out.println(text);
        if ("write".equals(System.getProperty("quorate.figures"))) {
            PatternPage.of(topology).write("figures of " + topology.getFileName(), text);
        }
    }

    private String head() throws IOException, InterruptedException {
        return "Measured " + LocalDate.now(ZoneOffset.UTC) + ", commit " + commit() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, " + processor() + ", JVM "
                + Runtime.version() + "; all nodes, relays and clients on this machine, whose load was " + load
                + " before they started. Medians in milliseconds of requests one after the other: what the plan says of"
                + " the network / measured with links that take no time / measured.";
    }

    /** With -modified when the sources are not that commit's; the pages may differ, for this writes them. */
    private static String commit() throws IOException, InterruptedException {
        String modified =
                git("status", "--porcelain", "--", ":(top,exclude)docs").isEmpty() ? "" : "-modified";
        return git("rev-parse", "--short", "HEAD") + modified;
    }

    private static String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? output : "unknown";
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst("[^:]*:\\s*", ""))
                    .findFirst()
                    .orElse("unknown processor");
        }
    }

    private static String latencies(List<PatternLatency.Row> rows) {
        Map<String, Map<PatternLatency.Request, String>> table = new LinkedHashMap<>();
        for (PatternLatency.Row row : rows) {
            PatternLatency.Series series = row.series();
            table.computeIfAbsent("| " + series.keyspace() + " | " + series.city(), none -> new LinkedHashMap<>())
                    .put(
                            series.request(),
                            Stream.of(row.planned(), row.alone(), row.measured())
                                    .map(PatternFigures::millis)
                                    .collect(Collectors.joining(" / ")));
        }
        List<String> lines = new ArrayList<>();
        lines.add("| keyspace | from | write | linearizable | bounded | session | serializable |");
        lines.add("|---|---|---|---|---|---|---|");
        table.forEach((name, cells) -> lines.add(name + " | "
                + Stream.of(PatternLatency.Request.values())
                        .map(request -> cells.getOrDefault(request, "no data here"))
                        .collect(Collectors.joining(" | "))
                + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String faults(List<PatternFaults.Outcome> outcomes) {
        Map<String, List<PatternFaults.Outcome>> byFault = new LinkedHashMap<>();
        outcomes.forEach(each ->
                byFault.computeIfAbsent(each.fault(), none -> new ArrayList<>()).add(each));
        List<String> lines = new ArrayList<>();
        lines.add("| fault | RTO by the plan | to the first acknowledged write, median (most) | trials | lost |");
        lines.add("|---|---|---|---|---|");
        byFault.forEach((fault, trials) -> lines.add("| " + fault + " | "
                + trials.get(0).planned() + " | " + away(trials) + " | " + trials.size() + " | nothing |"));
        int acknowledged = outcomes.stream()
                .mapToInt(PatternFaults.Outcome::acknowledged)
                .max()
                .orElse(0);
        return String.join("\n", lines) + "\n\nOf " + acknowledged + " acknowledged writes, each was on every replica"
                + " in the end. A fault of several keyspaces counts as its slowest.";
    }

    private static String away(List<PatternFaults.Outcome> trials) {
        List<Duration> times = PatternFaults.Outcome.times(trials);
        return times.isEmpty()
                ? "none, as long as it lasted"
                : millis(times.get(times.size() / 2)) + " ms (" + millis(times.get(times.size() - 1)) + " ms)";
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / MILLION);
    }
}
