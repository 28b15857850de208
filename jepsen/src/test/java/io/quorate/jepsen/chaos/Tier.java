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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How the tiers run: as {@code quorate jepsen run} does, with what is found kept below {@code target}. */
final class Tier {
    /** Far from what is promised, and reported beside it: a busy machine must not fail a build. */
    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(20);

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
     * @param keyspaces made and loaded besides the default one
     */
    record Size(Duration total, Duration each, int rate, int keyspaces) {
        Size(Duration total, Duration each, int rate) {
            this(total, each, rate, 0);
        }
    }

    /** How, as of {@link CampaignSpec.Shape}. */
    record Style(boolean everyKind, Profile profile, Speed speed) {
        static Style swarm(Profile profile) {
            return new Style(false, profile, Speed.ANY);
        }
    }

    /**
     * What a build has minutes for is breaking nodes, not warming them up: the optimizing compiler has the long tier.
     */
    static ClusterSource quickNodes() {
        return ProcessSource.ofNodes(3, Tier::say).compiling(Compilation.QUICK);
    }

    /** @param kinds as {@code --nemesis} takes them */
    static Totals run(String name, Size size, String kinds, Style style, ClusterSource source)
            throws HarnessFailure, IOException, InterruptedException {
        return run(name, seed(), size, kinds, style, source);
    }

    /** @param seed for who draws more from it than the plan */
    static Totals run(String name, long seed, Size size, String kinds, Style style, ClusterSource source)
            throws HarnessFailure, IOException, InterruptedException {
        Path directory = Path.of("target", "chaos", name + "-" + Instant.now().getEpochSecond());
        Files.createDirectories(directory);
        CampaignSpec spec = new CampaignSpec(
                seed,
                size.total(),
                size.each(),
                LoadSpec.all(size.rate()).inKeyspaces(size.keyspaces()),
                new CampaignSpec.Shape(FaultSelection.parse(kinds), style.profile(), style.speed(), style.everyKind()),
                LONGEST_OUTAGE,
                directory,
                new CampaignSpec.Texts(name, replay(size, kinds, style, source.traits(seed)), "build"));
        say(name + ", seed " + seed + ", reports in " + directory.toAbsolutePath());
        Totals totals = new Campaign(spec, source, Tier::say).execute();
        List<String> lines = totals.lines();
        Files.write(directory.resolve("totals.txt"), lines);
        return totals;
    }

    private static String replay(Size size, String kinds, Style style, Map<String, String> traits) {
        return "quorate jepsen run --nemesis '" + kinds + "' --time 1s --each "
                + size.each().toSeconds() + "s --rate "
                + size.rate() + " --keyspaces " + size.keyspaces()
                + " --longest-outage " + LONGEST_OUTAGE.toSeconds() + "s --pace "
                + style.speed().name().toLowerCase(Locale.ROOT)
                + (style.everyKind() ? " --every-kind" : "")
                + Optional.ofNullable(traits.get("compilation"))
                        .map(how -> " --compilation " + how)
                        .orElse("")
                + Optional.ofNullable(traits.get("topology"))
                        .map(file -> " --topology " + file)
                        .orElse("")
                + ("wan".equals(traits.get("links")) ? " --wan" : "");
    }

    static void say(String line) {
        System.out.println("[chaos] " + line);
    }
}
