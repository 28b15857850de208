package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Checkers;
import io.quorate.jepsen.nemesis.FaultKind;
import io.quorate.jepsen.nemesis.FaultKinds;
import io.quorate.jepsen.nemesis.SwarmPlan;
import io.quorate.jepsen.workload.LoadSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who judges a run, and by what bounds. */
final class Judges {
    /** For how long a fault that is over may still be felt. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    /** For nobody is a handover an outage: requests wait. So its bound is this part of an outage's. */
    private static final int HANDOVERS_IN_AN_OUTAGE = 4;

    /** Outside of faults; where they leave no majority again and again, what lies between them is mostly elections. */
    private static final double LEAST_ANSWERED = 0.8;
    /** Even where the clients could make more, if two cores were more. */
    private static final int MOST_EXPECTED_RATE = 1_500;
    /** Of the operations that the clients would make if nothing were ever broken. */
    private static final double LEAST_DONE = 0.15;
    /** The same, where all nodes may be down for most of the time. */
    private static final double LEAST_DONE_BRUTALLY = 0.01;

    private static final double LEAST_VERIFIED = 0.3;

    private Judges() {}

    /** @param time how long the run goes on, for how much is to be expected of it */
    static List<Checker> all(Duration time, LoadSpec load, SwarmPlan plan, Duration longestOutage) {
        int rate = Math.min(load.operationsPerSecond(), MOST_EXPECTED_RATE);
        long leastOk = (long) ((plan.safe() ? LEAST_DONE : LEAST_DONE_BRUTALLY) * rate * time.toSeconds());
        int leastFaults = (int) Math.floor(LEAST_VERIFIED * plan.faults().size());
        boolean alone = plan.faults().stream().noneMatch(fault -> fault.kind().putsKeys());
        double leastAnswered = plan.safe() ? LEAST_ANSWERED : 0;
        return Checkers.all(bars(leastOk, leastAnswered, leastFaults, longestOutage), alone);
    }

    /** For a history of which only is known what it holds. */
    static List<Checker> again() {
        return Checkers.all(bars(1, 0, 0, CampaignSpec.LONGEST_OUTAGE), false);
    }

    private static Checkers.Bars bars(long leastOk, double leastAnswered, int leastFaults, Duration longestOutage) {
        Set<String> keepsMajority = FaultKinds.all().stream()
                .filter(FaultKind::keepsMajority)
                .map(FaultKind::name)
                .collect(Collectors.toSet());
        Set<String> planned = FaultKinds.all().stream()
                .map(FaultKind::name)
                .filter(FaultKinds::isPlanned)
                .collect(Collectors.toSet());
        Duration longestHandover = longestOutage.dividedBy(HANDOVERS_IN_AN_OUTAGE);
        return new Checkers.Bars(
                leastOk, leastAnswered, leastFaults, longestOutage, longestHandover, SETTLE, keepsMajority, planned);
    }
}
