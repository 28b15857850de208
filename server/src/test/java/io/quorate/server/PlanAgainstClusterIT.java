package io.quorate.server;

import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.KeyspacePlan;
import io.quorate.server.topology.Pair;
import io.quorate.server.topology.Plan;
import io.quorate.server.topology.Single;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random small topologies, built, measured and broken: what works from where is exactly what {@code quorate plan} says,
 * and how long requests take while nothing is broken.
 */
class PlanAgainstClusterIT {
    private static final long FIRST_SEED = Long.getLong("quorate.plan.seed", 1);
    private static final int TOPOLOGIES = Integer.getInteger("quorate.plan.topologies", 20);
    /** Of the single ones that a plan lists; of the pairs it takes one. */
    private static final int FAULTS = Integer.getInteger("quorate.plan.faults", 5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    PlanAgainstClusterIT() {}

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + TOPOLOGIES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Tag("patterns-long")
    void shouldDoWhatThePlanSays(long seed) throws Exception {
        Random random = new Random(seed);
        Path file = directory.resolve("small-" + seed + ".yaml");
        Files.writeString(file, SmallTopology.text(random));
        System.out.println("patterns: seed " + seed + "\n" + Files.readString(file));
        try (PatternCluster cluster = PatternCluster.start(file, directory.resolve("cluster"))) {
            PatternFaults faults = new PatternFaults(cluster, true);
            faults.awaitHealthy();
            new PatternLatency(cluster).check();
            for (List<FaultCase> each : faults(cluster, random)) {
                faults.expect(each.stream().map(FaultCase::label).toArray(String[]::new));
                faults.mend();
            }
        }
    }

    private static List<List<FaultCase>> faults(PatternCluster cluster, Random random) {
        KeyspacePlan plan = Plan.of(cluster.topology(), cluster.topology().groups())
                .keyspaces()
                .get(0);
        List<Single> singles = new ArrayList<>(plan.singles());
        Collections.shuffle(singles, random);
        List<List<FaultCase>> faults = new ArrayList<>();
        for (Single single : singles.subList(0, Math.min(FAULTS, singles.size()))) {
            faults.add(List.of(single.same().get(random.nextInt(single.same().size()))));
        }
        List<Pair> pairs = plan.pairs().listed();
        if (!pairs.isEmpty()) {
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            faults.add(List.of(pair.first(), pair.second()));
        }
        return faults;
    }
}
