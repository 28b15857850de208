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
import io.quorate.jepsen.nemesis.GaveUp;
import io.quorate.jepsen.nemesis.KeyspacePorts;
import io.quorate.jepsen.nemesis.LeaderWatch;
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
import java.util.Optional;
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
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Cluster cluster;
    private final RunSpec spec;
    private final Bounds bounds;
    private final Progress progress;
    private final RunClock clock = new RunClock();
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    /** Why the faults ended early; empty when they did not. */
    private Optional<String> gaveUp = Optional.empty();

    /** @param lines where progress is told */
    public JepsenRun(Cluster cluster, RunSpec spec, Consumer<String> lines) {
        this(cluster, spec, Bounds.STANDARD, lines);
    }

    JepsenRun(Cluster cluster, RunSpec spec, Bounds bounds, Consumer<String> lines) {
        this.bounds = bounds;
        this.cluster = cluster;
        this.spec = spec;
        this.progress = new Progress(lines);
    }

    /**
     * Runs, judges and writes the report.
     *
     * @throws HarnessFailure when the cluster does not start, or a step waited for longer than it may; says which step
     *     and which node. When a node stays away and what was seen until then breaks no promise, the report is there
     *     all the same
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
            ClusterKeyspaces operator = new ClusterKeyspaces(watch);
            List<KeyspacePorts> keyspaces = keyspaces(watch, operator);
            List<String> keyspaceNames =
                    keyspaces.stream().map(KeyspacePorts::name).toList();
            file.keyspaces(keyspaceNames);
            OpLog log = new OpLog(clock, file::add);
            NemesisPorts ports = new NemesisPorts(cluster, keyspaces, operator, spec.timing());
            NemesisReport faults = disturb(ports, log);
            if (gaveUp.isEmpty()) {
                results.add(new ReplicaHashes(watch, names).compare(keyspaceNames, bounds.hash()));
            }
            List<LeaderSample> leaders = watch.samples();
            faults.faults().forEach(file::add);
            leaders.forEach(file::add);
            Duration took = Duration.ofNanos(clock.nanos());
            results.add(nemesisResult(faults));
            HarnessStall stall = new HarnessStall(health.longestStallMillis());
            results.add(stall.verdict(health.collectionMillis()));
            long seed = spec.setup().seed();
            RunResult result =
                    judge(new History(seed, names, log.ops(), faults.faults(), leaders, keyspaceNames), stall, took);
            if (gaveUp.isPresent() && !result.breaksPromise()) {
                throw new HarnessFailure(gaveUp.get() + "; what was seen until then: " + spec.directory());
            }
            return result;
        }
    }

    private void start(StatusWatch watch) throws IOException, HarnessFailure {
        for (int node = 0; node < cluster.nodes().size(); node++) {
            cluster.start(node);
        }
        awaitServing(History.DEFAULT_KEYSPACE, watch.ofDefault());
        progress.say("all nodes serve after " + TimeUnit.NANOSECONDS.toMillis(clock.nanos()) + " ms");
    }

    private List<KeyspacePorts> keyspaces(StatusWatch watch, ClusterKeyspaces operator)
            throws HarnessFailure, InterruptedException {
        List<KeyspacePorts> keyspaces = new RunKeyspaces(cluster.nodes(), watch, operator::list)
                .open(spec.load().keyspaces());
        for (KeyspacePorts keyspace : keyspaces) {
            awaitServing(keyspace.name(), keyspace.leaders());
        }
        if (keyspaces.size() > 1) {
            progress.say(keyspaces.size() + " keyspaces serve after " + TimeUnit.NANOSECONDS.toMillis(clock.nanos())
                    + " ms");
        }
        return keyspaces;
    }

    private void awaitServing(String keyspace, LeaderWatch leaders) throws HarnessFailure {
        int size = cluster.nodes().size();
        Set<Integer> all = IntStream.range(0, size).boxed().collect(Collectors.toSet());
        long end = System.nanoTime() + bounds.start().toNanos();
        while (!leaders.agree(size, all)) {
            if (System.nanoTime() - end > 0) {
                List<String> away = all.stream()
                        .sorted()
                        .filter(node -> leaders.view(node).isEmpty())
                        .map(node -> cluster.nodes().get(node).name() + " (log: " + cluster.log(node) + ")")
                        .toList();
                throw new HarnessFailure("keyspace " + keyspace + " is not served by all nodes within "
                        + bounds.start().toSeconds() + " s: "
                        + (away.isEmpty()
                                ? "they do not agree on a leader"
                                : "no answer from " + String.join(", ", away)));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private NemesisReport disturb(NemesisPorts ports, OpLog log) throws HarnessFailure, InterruptedException {
        List<String> keyspaces =
                ports.keyspaces().stream().map(KeyspacePorts::name).toList();
        Load load = new Load(
                cluster.nodes(), keyspaces, spec.load(), log, spec.setup().seed());
        load.start();
        try (Nemesis nemesis = new Nemesis(ports, spec.plan(), clock, progress)) {
            pass(RunSpec.CALM, ports, log, () -> false);
            nemesis.start();
            awaitPlan(nemesis, ports, log);
            pass(RunSpec.CALM, ports, log, () -> false);
            List<String> clients = load.stop(bounds.stop());
            if (!clients.isEmpty()) {
                throw new HarnessFailure(
                        "clients did not end within " + bounds.stop().toSeconds() + " s: " + clients);
            }
            NemesisReport report = nemesis.stop();
            if (report.broken().isPresent()) {
                // What was seen until then may tell why, so it is judged all the same.
                Throwable cause = report.broken().get();
                results.add(brokenResult(cause));
                if (cause instanceof GaveUp) {
                    gaveUp = Optional.of(String.valueOf(cause.getMessage()));
                }
                return report;
            }
            progress.say("reading everything back through every node");
            List<Invocation> missed = load.readAll(bounds.read());
            results.add(finalReadsResult(missed));
            return report;
        } catch (GaveUp e) {
            throw new HarnessFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Until the plan is done and the time is over, or the nemesis has broken down. */
    private void awaitPlan(Nemesis nemesis, NemesisPorts ports, OpLog log) throws GaveUp {
        long least = System.nanoTime() + spec.least().toNanos();
        BooleanSupplier done = () -> nemesis.isOver() && (nemesis.isBroken() || System.nanoTime() - least >= 0);
        while (!done.getAsBoolean()) {
            pass(TELL_EVERY, ports, log, done);
            Optional<String> stuck = nemesis.stuck();
            if (stuck.isPresent()) {
                throw new GaveUp("the nemesis is stuck: " + stuck.get());
            }
        }
    }

    private void pass(Duration time, NemesisPorts ports, OpLog log, BooleanSupplier enough) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0 && !enough.getAsBoolean()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        int size = cluster.nodes().size();
        String leaders = ports.keyspaces().stream()
                .map(keyspace -> keyspace.leaders().leader(size))
                .map(leader -> leader.isPresent()
                        ? cluster.nodes().get(leader.getAsInt()).name()
                        : "none")
                .collect(Collectors.joining(", "));
        progress.tell(Duration.ofNanos(clock.nanos()), log, leaders);
    }

    private RunResult judge(History history, HarnessStall stall, Duration took) throws IOException {
        progress.say(String.format(
                java.util.Locale.ROOT, "judging %,d operations", history.ops().size()));
        List<CheckResult> all = new ArrayList<>();
        Map<String, String> times = new LinkedHashMap<>();
        for (Checker checker : spec.checkers()) {
            long begun = System.nanoTime();
            all.add(stall.excuse(checker.check(history)));
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
        report.violations().forEach(what -> anomalies.add(new Anomaly("broken-promise", what, List.of())));
        Verdict verdict = anomalies.isEmpty() ? Verdict.PASS : Verdict.FAIL;
        for (String unhealed : report.unhealed()) {
            anomalies.add(new Anomaly(RunResult.NOT_WHOLE, unhealed, List.of()));
            verdict = Verdict.FAIL;
        }
        Coverage coverage = Coverage.of(report.faults());
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("faults verified", coverage.total());
        figures.put("kinds", coverage.kinds());
        figures.put("faults in all", report.faults().size());
        return new CheckResult("nodes", verdict, cluster.nodes().size(), anomalies, figures);
    }
}
