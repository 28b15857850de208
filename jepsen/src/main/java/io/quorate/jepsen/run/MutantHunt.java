package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.process.ProcessCluster;
import io.quorate.jepsen.cluster.process.ProcessSpec;
import io.quorate.jepsen.mutant.Agent;
import io.quorate.jepsen.mutant.Mutant;
import io.quorate.jepsen.nemesis.FaultSelection;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.nemesis.Timing;
import io.quorate.jepsen.workload.LoadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks for a bug that was planted: run after run until a checker says FAIL, or the budget is used up. One thread. */
public final class MutantHunt {
    private static final Duration BY_LOAD = Duration.ofSeconds(10);
    private static final Duration BY_FAULTS = Duration.ofSeconds(25);
    private static final int RATE = 3_000;
    private static final int CROWDS = 3;

    private final Mutant mutant;
    private final Path directory;
    private final Consumer<String> lines;

    /**
     * What became of it.
     *
     * @param by name of the checker, and the kind of the first anomaly
     * @param took from the start of the first cluster to the verdict
     * @param runs how many it took
     */
    public record Found(String by, Duration took, int runs) {}

    public MutantHunt(Mutant mutant, Path directory, Consumer<String> lines) {
        this.mutant = mutant;
        this.directory = directory;
        this.lines = lines;
    }

    /**
     * Empty when the budget was used up.
     *
     * @throws HarnessFailure when a run could not be made, or the bug was never awake: then nothing is said
     */
    public Optional<Found> hunt(long seed) throws HarnessFailure, IOException, InterruptedException {
        long begun = System.nanoTime();
        int runs = 0;
        boolean awake = false;
        do {
            Path place = directory.resolve(mutant.name() + "-" + (seed + runs));
            List<CheckResult> broken = new ArrayList<>();
            awake |= one(seed + runs, place, broken);
            runs++;
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            if (!broken.isEmpty()) {
                CheckResult first = broken.get(0);
                return Optional.of(new Found(
                        first.checker() + ": " + first.anomalies().get(0).kind(), took, runs));
            }
        } while (System.nanoTime() - begun < mutant.hunt().budget().toNanos());
        if (!awake) {
            throw new HarnessFailure(
                    "the mutant " + mutant.name() + " was never awake; see the nodes' logs in " + directory);
        }
        return Optional.empty();
    }

    private boolean one(long seed, Path place, List<CheckResult> broken)
            throws HarnessFailure, IOException, InterruptedException {
        Files.createDirectories(place);
        CampaignSpec.Shape shape = mutant.hunt().calm()
                ? new CampaignSpec.Shape(faults(), CampaignSpec.Profile.SAFE, Speed.MEDIUM, false)
                : new CampaignSpec.Shape(faults(), CampaignSpec.Profile.BRUTAL, Speed.FAST, false);
        CampaignSpec spec = new CampaignSpec(
                seed,
                Duration.ZERO,
                faults().kinds().isEmpty() ? BY_LOAD : BY_FAULTS,
                LoadSpec.of(mutant.hunt().workloads(), CROWDS, RATE)
                        .inKeyspaces(mutant.hunt().keyspaces()),
                shape,
                CampaignSpec.LONGEST_OUTAGE,
                place,
                new CampaignSpec.Texts("mutant " + mutant.name(), "quorate jepsen mutants " + mutant.name(), "mutant"));
        List<ProcessCluster> opened = new ArrayList<>();
        ClusterSource source = new ClusterSource() {
            @Override
            public Cluster open(Path where, long seed) throws IOException {
                ProcessCluster cluster = carrying(where);
                opened.add(cluster);
                return cluster;
            }

            @Override
            public Timing timing() {
                return TopologyFile.timing(settings());
            }
        };
        Campaign campaign = new Campaign(spec, source, lines, false, result -> {
            for (CheckResult check : result.results()) {
                if (check.verdict() == Verdict.FAIL && !RunResult.NOT_SAFETY.contains(check.checker())) {
                    broken.add(check);
                }
            }
        });
        campaign.execute();
        boolean awake = false;
        for (ProcessCluster cluster : opened) {
            for (int node = 0; node < cluster.nodes().size(); node++) {
                awake |= Files.readString(cluster.log(node)).contains(mutant.sign());
            }
        }
        return awake;
    }

    /** Without any kind named, load alone finds it. */
    private FaultSelection faults() {
        List<String> kinds = mutant.hunt().faults().stream()
                .filter(kind -> io.quorate.jepsen.nemesis.FaultKinds.named(kind).isPresent())
                .toList();
        return kinds.isEmpty()
                ? FaultSelection.everything().where(kind -> false)
                : FaultSelection.parse(String.join(",", kinds));
    }

    private List<String> settings() {
        return ProcessSource.withSmallLimits(mutant.hunt().settingLines());
    }

    private ProcessCluster carrying(Path where) throws IOException {
        ProcessCluster cluster = ProcessCluster.open(
                ProcessSpec.threeNodes(where).withSettings(settings()).withMoreJvmFlags(Compilation.QUICK.flags(0)));
        int carriers = mutant.spread() == Mutant.Spread.ALL ? cluster.nodes().size() : 1;
        for (int node = 0; node < carriers; node++) {
            Agent agent = new Agent(where.resolve("agent-" + node));
            cluster.serverOptions(node, agent.flags(mutant, List.of()));
        }
        return cluster;
    }
}
