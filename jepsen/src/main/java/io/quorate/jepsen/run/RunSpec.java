package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.nemesis.SwarmPlan;
import io.quorate.jepsen.nemesis.Timing;
import io.quorate.jepsen.report.RunSetup;
import io.quorate.jepsen.workload.LoadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One run.
 *
 * @param setup what the report says of it; its seed is that of the clients
 * @param load what the clients do
 * @param plan what the nemesis does
 * @param least the run lasts that long, and until the plan is done
 * @param timing how the cluster is set
 * @param checkers who judges the history
 * @param directory where history and report are put; made when it is not there
 */
public record RunSpec(
        RunSetup setup,
        LoadSpec load,
        SwarmPlan plan,
        Duration least,
        Timing timing,
        List<Checker> checkers,
        Path directory) {
    /** How long the clients run before the first fault, and after the last one is healed. */
    static final Duration CALM = Duration.ofSeconds(2);

    public RunSpec {
        checkers = List.copyOf(checkers);
    }
}
