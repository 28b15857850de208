package io.quorate.jepsen.run;

import io.quorate.jepsen.nemesis.FaultSelection;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.workload.LoadSpec;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Many runs.
 *
 * @param seed of the first run, and of the seeds of the others
 * @param total no run is begun after this; at least one is
 * @param each how long the faults of one run go on
 * @param shape what the nemesis may do
 * @param longestOutage that a single fault may cause which leaves a majority alive and connected
 * @param directory with one directory a run in it
 * @param texts what reports say
 */
public record CampaignSpec(
        long seed,
        Duration total,
        Duration each,
        LoadSpec load,
        Shape shape,
        Duration longestOutage,
        Path directory,
        Texts texts) {
    /**
     * What the nemesis may do.
     *
     * @param kinds to draw from
     * @param profile whether a majority is spared
     * @param everyKind each kind of fault once, on each of its targets, instead of a swarm
     */
    public record Shape(FaultSelection kinds, Profile profile, Speed speed, boolean everyKind) {}

    /** What is asked of a store with the default timing of elections. */
    public static final Duration LONGEST_OUTAGE = Duration.ofSeconds(10);

    /**
     * What reports say.
     *
     * @param title of each run
     * @param replay the command that makes one of the runs again, but for its seed
     * @param version of what is tested
     */
    public record Texts(String title, String replay, String version) {}

    /** Whether a majority of the nodes is spared. */
    public enum Profile {
        /** A majority stays alive and connected, so availability is judged. */
        SAFE,
        /** Anything goes; availability is judged for single faults only. */
        BRUTAL,
        /** By turns. */
        MIXED;

        boolean isSafe(int run) {
            return this == SAFE || (this == MIXED && run % 2 == 1);
        }
    }
}
