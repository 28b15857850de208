package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.nemesis.FaultKind;
import io.quorate.jepsen.nemesis.FaultKinds;
import io.quorate.jepsen.nemesis.FaultSelection;
import io.quorate.jepsen.nemesis.SwarmOptions;
import io.quorate.jepsen.nemesis.SwarmPlan;
import io.quorate.jepsen.report.IndexWriter;
import io.quorate.jepsen.report.RunSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Run after run, each with a cluster of its own and another seed, until the time is over. One thread. */
public final class Campaign {
    private final CampaignSpec spec;
    private final ClusterSource source;
    private final Consumer<String> lines;
    private final boolean indexed;
    private final Consumer<RunResult> results;
    private final Totals totals = new Totals();

    /** @param lines where progress is told */
    public Campaign(CampaignSpec spec, ClusterSource source, Consumer<String> lines) {
        this(spec, source, lines, true, result -> {});
    }

    /** @param results hears of each run */
    Campaign(
            CampaignSpec spec,
            ClusterSource source,
            Consumer<String> lines,
            boolean indexed,
            Consumer<RunResult> results) {
        this.spec = spec;
        this.source = source;
        this.lines = lines;
        this.indexed = indexed;
        this.results = results;
    }

    /**
     * Runs to the end, also when a run does not pass.
     *
     * @throws HarnessFailure when not even the first run could be made
     */
    public Totals execute() throws HarnessFailure, IOException, InterruptedException {
        SplittableRandom seeds = new SplittableRandom(spec.seed());
        long end = System.nanoTime() + spec.total().toNanos();
        long seed = spec.seed();
        do {
            try {
                one(seed, totals.runs());
            } catch (HarnessFailure e) {
                if (totals.runs() == 0) {
                    throw e;
                }
                lines.accept("run-" + seed + ": no run: " + e.getMessage());
                totals.addUnmade("run-" + seed, e);
            }
            seed = seeds.nextLong() >>> 16;
        } while (System.nanoTime() - end < 0);
        totals.lines().forEach(lines);
        return totals;
    }

    private void one(long seed, int number) throws HarnessFailure, IOException, InterruptedException {
        boolean safe = spec.shape().profile().isSafe(number);
        String name = "run-" + seed;
        Path directory = spec.directory().resolve(name);
        Files.createDirectories(directory);
        try (Cluster cluster = source.open(directory.resolve("cluster"), seed)) {
            SwarmPlan plan = plan(cluster, seed, safe);
            lines.accept(name + ": " + (safe ? "safe" : "brutal") + ", "
                    + plan.faults().size() + " faults planned; " + directory);
            List<Checker> checkers = Judges.all(spec.each(), spec.load(), plan, spec.longestOutage());
            RunSpec run = new RunSpec(
                    setup(seed, safe, cluster),
                    spec.load(),
                    plan,
                    spec.shape().everyKind() ? Duration.ZERO : spec.each(),
                    source.timing(),
                    checkers,
                    directory);
            RunResult result = new JepsenRun(cluster, run, line -> lines.accept("  " + line)).execute();
            lines.accept(name + ": " + result.verdict() + ", "
                    + result.history().ops().size() + " operations, "
                    + result.coverage().total() + " faults of "
                    + result.coverage().kinds() + " kinds, "
                    + result.leaderChanges() + " leader changes");
            if (result.verdict() != Verdict.PASS) {
                result.complaints().forEach(lines);
                lines.accept("  again with: " + replay(seed, safe));
            }
            totals.add(name, result);
            results.accept(result);
        }
        if (indexed) {
            IndexWriter.write(spec.directory(), spec.texts().title());
        }
    }

    private SwarmPlan plan(Cluster cluster, long seed, boolean safe) {
        List<FaultKind> possible = FaultKinds.possible(cluster);
        FaultSelection kinds = spec.shape().kinds().where(possible::contains);
        int nodes = cluster.nodes().size();
        if (spec.shape().everyKind()) {
            Duration apart = spec.shape().speed().apart();
            return SwarmPlan.eachOnce(seed, nodes, safe, kinds.kinds(), apart);
        }
        Duration time = spec.each();
        return SwarmPlan.of(new SwarmOptions(
                seed, time, nodes, safe, kinds, true, spec.shape().speed()));
    }

    private RunSetup setup(long seed, boolean safe, Cluster cluster) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("profile", safe ? "safe" : "brutal");
        options.put("faults for", spec.each().toSeconds() + " s");
        options.put("operations a second", Integer.toString(spec.load().operationsPerSecond()));
        options.put("clients", new java.util.TreeMap<>(spec.load().processes()).toString());
        options.put("keyspaces", "default and " + spec.load().keyspaces() + " more");
        options.putAll(source.traits(seed));
        return new RunSetup(
                spec.texts().title(),
                Instant.now(),
                seed,
                replay(seed, safe),
                spec.texts().version(),
                options,
                cluster.nodes());
    }

    private String replay(long seed, boolean safe) {
        return spec.texts().replay() + " --seed " + seed + " --profile " + (safe ? "safe" : "brutal");
    }
}
