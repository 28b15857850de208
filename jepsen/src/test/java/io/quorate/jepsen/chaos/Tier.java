package io.quorate.jepsen.chaos;

import io.quorate.jepsen.nemesis.FaultSelection;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.Campaign;
import io.quorate.jepsen.run.CampaignSpec;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.ClusterSource;
import io.quorate.jepsen.run.Compilation;
import io.quorate.jepsen.run.HarnessFailure;
import io.quorate.jepsen.run.ProcessSource;
import io.quorate.jepsen.run.Totals;
import io.quorate.jepsen.workload.LoadSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** How the tiers run: as {@code quorate jepsen run} does, with what is found kept below {@code target}. */
final class Tier {
    private Tier() {}

    static long seed() {
        return Long.getLong("quorate.chaos.seed", ThreadLocalRandom.current().nextLong(1L << 40));
    }

    /**
     * How much.
     *
     * @param total no run is begun after it
     * @param each how long the faults of a run go on
     * @param rate operations a second to aim for
     */
    record Size(Duration total, Duration each, int rate) {}

    static Totals run(String name, Size size, boolean everyKind, Profile profile)
            throws HarnessFailure, IOException, InterruptedException {
        return run(name, size, FaultSelection.everything(), everyKind, profile, quickNodes());
    }

    /**
     * What a build has minutes for is breaking nodes, not warming them up: the optimizing compiler has the long tier.
     */
    static ClusterSource quickNodes() {
        return ProcessSource.ofNodes(3, Tier::say).compiling(Compilation.QUICK);
    }

    static Totals run(
            String name, Size size, FaultSelection kinds, boolean everyKind, Profile profile, ClusterSource source)
            throws HarnessFailure, IOException, InterruptedException {
        long seed = seed();
        Path directory = Path.of("target", "chaos", name + "-" + Instant.now().getEpochSecond());
        Files.createDirectories(directory);
        CampaignSpec spec = new CampaignSpec(
                seed,
                size.total(),
                size.each(),
                LoadSpec.all(size.rate()),
                new CampaignSpec.Shape(kinds, profile, Speed.ANY, everyKind),
                directory,
                new CampaignSpec.Texts(name, "quorate jepsen run" + (everyKind ? " --every-kind" : ""), "build"));
        say(name + ", seed " + seed + ", reports in " + directory.toAbsolutePath());
        Totals totals = new Campaign(spec, source, Tier::say).execute();
        List<String> lines = totals.lines();
        Files.write(directory.resolve("totals.txt"), lines);
        return totals;
    }

    private static void say(String line) {
        System.out.println("[chaos] " + line);
    }
}
