package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.HistoryWriter;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.RunClock;
import io.quorate.jepsen.nemesis.Coverage;
import io.quorate.jepsen.nemesis.Nemesis;
import io.quorate.jepsen.nemesis.NemesisPorts;
import io.quorate.jepsen.nemesis.NemesisReport;
import io.quorate.jepsen.report.ReportWriter;
import io.quorate.jepsen.report.RunReport;
import io.quorate.jepsen.report.Section;
import io.quorate.jepsen.report.StoredRun;
import io.quorate.jepsen.workload.Load;
import io.quorate.jepsen.workload.OpLog;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run, from the first process to the report. The cluster is the caller's: it is started here if it does not run,
 * and closed by who made it. One thread; {@link #execute} once.
 */
public final class JepsenRun {
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration READ_PATIENCE = Duration.ofSeconds(60);
    private static final Duration HASH_PATIENCE = Duration.ofSeconds(30);
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** A harness that stood still for longer has measured itself. */
    private static final long LONGEST_STALL_MILLIS = 1_000;

    private final Cluster cluster;
    private final RunSpec spec;
    private final Progress progress;
    private final RunClock clock = new RunClock();
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();

    /** @param lines where progress is told */
    public JepsenRun(Cluster cluster, RunSpec spec, Consumer<String> lines) {
        this.cluster = cluster;
        this.spec = spec;
        this.progress = new Progress(lines);
    }

    /**
     * Runs, judges and writes the report.
     *
     * @throws HarnessFailure when the cluster does not start
     */
    public RunResult execute() throws HarnessFailure, IOException, InterruptedException {
        Files.createDirectories(spec.directory());
        StoredRun.begin(spec.directory(), spec.setup());
        Files.write(spec.directory().resolve("plan.txt"), spec.plan().lines());
        List<String> names = cluster.nodes().stream().map(NodeSpec::name).toList();
        try (HistoryWriter file = HistoryWriter.create(
                        spec.directory().resolve(HistoryWriter.FILE),
                        spec.setup().seed(),
                        names);
                HarnessHealth health = new HarnessHealth();
                StatusWatch watch = new StatusWatch(cluster.nodes(), clock)) {
            start(watch);
            OpLog log = new OpLog(clock, file::add);
            NemesisReport faults = disturb(watch, log);
            results.add(new ReplicaHashes(watch, names).compare(HASH_PATIENCE));
            List<LeaderSample> leaders = watch.samples();
            faults.faults().forEach(file::add);
            leaders.forEach(file::add);
            Duration took = Duration.ofNanos(clock.nanos());
            results.add(nemesisResult(faults));
            results.add(healthResult(health));
            return judge(new History(spec.setup().seed(), names, log.ops(), faults.faults(), leaders), took);
        }
    }

    private void start(StatusWatch watch) throws IOException, HarnessFailure {
        for (int node = 0; node < cluster.nodes().size(); node++) {
            cluster.start(node);
        }
        Set<Integer> all = IntStream.range(0, cluster.nodes().size()).boxed().collect(Collectors.toSet());
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        while (!watch.agree(watch.size(), all)) {
            if (System.nanoTime() - end > 0) {
                throw new HarnessFailure("the cluster does not serve within " + START_PATIENCE.toSeconds()
                        + " s; see the nodes' logs, " + cluster.log(0));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        progress.say("all nodes serve after " + TimeUnit.NANOSECONDS.toMillis(clock.nanos()) + " ms");
    }

    private NemesisReport disturb(StatusWatch watch, OpLog log) throws HarnessFailure, InterruptedException {
        Load load = new Load(cluster.nodes(), spec.load(), log, spec.setup().seed());
        NemesisPorts ports = new NemesisPorts(cluster, watch, new ClusterAdmin(watch), spec.timing());
        load.start();
        try (Nemesis nemesis = new Nemesis(ports, spec.plan(), clock, progress)) {
            pass(RunSpec.CALM, watch, log, () -> false);
            nemesis.start();
            long least = System.nanoTime() + spec.least().toNanos();
            while (!nemesis.isOver() || System.nanoTime() - least < 0) {
                pass(TELL_EVERY, watch, log, () -> nemesis.isOver() && System.nanoTime() - least >= 0);
            }
            pass(RunSpec.CALM, watch, log, () -> false);
            load.stop();
            NemesisReport report = nemesis.stop();
            if (report.broken().isPresent()) {
                // What was seen until then may tell why, so it is judged all the same.
                results.add(brokenResult(report.broken().get()));
                return report;
            }
            progress.say("reading everything back through every node");
            List<Invocation> missed = load.readAll(READ_PATIENCE);
            results.add(finalReadsResult(missed));
            return report;
        }
    }

    private void pass(Duration time, StatusWatch watch, OpLog log, BooleanSupplier enough) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0 && !enough.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        OptionalInt leader = watch.leader(watch.size());
        progress.tell(
                Duration.ofNanos(clock.nanos()),
                log,
                leader.isPresent() ? cluster.nodes().get(leader.getAsInt()).name() : "none");
    }

    private RunResult judge(History history, Duration took) throws IOException {
        progress.say(String.format(
                java.util.Locale.ROOT, "judging %,d operations", history.ops().size()));
        List<CheckResult> all = new ArrayList<>();
        Map<String, String> times = new LinkedHashMap<>();
        for (Checker checker : spec.checkers()) {
            long begun = System.nanoTime();
            all.add(checker.check(history));
            times.put(checker.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + " ms");
        }
        all.addAll(results);
        sections.add(new Section("Time of the checkers", times));
        ReportWriter.write(spec.directory(), new RunReport(spec.setup(), took, history, all, sections));
        return new RunResult(history, all, Coverage.of(history.faults()));
    }

    private static CheckResult brokenResult(Throwable cause) {
        Anomaly anomaly = new Anomaly("nemesis-broke-down", String.valueOf(cause), List.of());
        return new CheckResult("nemesis", Verdict.UNKNOWN, 0, List.of(anomaly), Map.of());
    }

    private static CheckResult finalReadsResult(List<Invocation> missed) {
        List<Anomaly> anomalies = missed.stream()
                .limit(CheckResult.MOST_ANOMALIES)
                .map(read -> new Anomaly("never-answered", "a final read was never answered: " + read, List.of()))
                .toList();
        return new CheckResult(
                "final-reads", missed.isEmpty() ? Verdict.PASS : Verdict.FAIL, missed.size(), anomalies, Map.of());
    }

    /**
     * Nodes that ended by themselves are findings; what is not healed, or was not verified, is no verdict on the
     * server.
     */
    private CheckResult nemesisResult(NemesisReport report) {
        List<Anomaly> anomalies = new ArrayList<>();
        report.exits()
                .forEach(exit -> anomalies.add(new Anomaly(
                        "unexpected-exit",
                        exit.name() + " ended with " + exit.code() + " during " + exit.during() + ": " + exit.how(),
                        List.of())));
        Verdict verdict = anomalies.isEmpty() ? Verdict.PASS : Verdict.FAIL;
        for (String unhealed : report.unhealed()) {
            anomalies.add(new Anomaly("not-whole-at-the-end", unhealed, List.of()));
            verdict = Verdict.FAIL;
        }
        Coverage coverage = Coverage.of(report.faults());
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("faults verified", coverage.total());
        figures.put("kinds", coverage.kinds());
        figures.put("faults in all", report.faults().size());
        return new CheckResult("nodes", verdict, cluster.nodes().size(), anomalies, figures);
    }

    private CheckResult healthResult(HarnessHealth health) {
        long stall = health.longestStallMillis();
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("longest stall ms", stall);
        figures.put("garbage collection ms", health.collectionMillis());
        List<Anomaly> anomalies = stall <= LONGEST_STALL_MILLIS
                ? List.of()
                : List.of(new Anomaly("harness-stalled", "the harness stood still for " + stall + " ms", List.of()));
        return new CheckResult("harness", anomalies.isEmpty() ? Verdict.PASS : Verdict.UNKNOWN, 0, anomalies, figures);
    }
}
