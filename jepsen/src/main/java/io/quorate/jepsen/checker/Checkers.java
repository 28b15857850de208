package io.quorate.jepsen.checker;

import io.quorate.jepsen.checker.availability.Availability;
import io.quorate.jepsen.checker.counter.Counters;
import io.quorate.jepsen.checker.durability.Durability;
import io.quorate.jepsen.checker.elle.ListAppend;
import io.quorate.jepsen.checker.floor.Floor;
import io.quorate.jepsen.checker.isolation.Isolation;
import io.quorate.jepsen.checker.leaders.OneLeader;
import io.quorate.jepsen.checker.lin.Linearizability;
import io.quorate.jepsen.checker.session.Sessions;
import io.quorate.jepsen.checker.set.SetElements;
import io.quorate.jepsen.checker.staleness.Staleness;
import io.quorate.jepsen.checker.witness.RevisionWitness;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All checkers that judge a run. */
public final class Checkers {
    private static final Set<WorkloadKind> SINGLE_KEYS =
            EnumSet.of(WorkloadKind.REGISTER, WorkloadKind.SESSION, WorkloadKind.COUNTER, WorkloadKind.STALENESS);
    private static final int MOST_CONFIGS = 200_000;
    private static final long MOST_STEPS = 400_000_000;

    /** Beginnings of the names of faults under which a node goes on with what it has in memory. */
    private static final List<String> KEEPS_RUNNING = List.of(
            "partition",
            "pause",
            "flap-pause",
            "slow-link",
            "throttle-link",
            "city-link",
            "clock-step",
            "disk-stall",
            "disk-slow",
            "transfer",
            "compaction",
            "keyspace-");

    /**
     * What a run has to reach, besides being right.
     *
     * @param leastAnswered operations answered
     * @param leastRatio share of the operations outside of faults that is answered
     * @param leastFaults faults installed, by their effect
     * @param longestOutage after a single fault of a kind in {@code majorityKeeping}
     * @param settle for how long a fault that has healed may still be felt
     * @param longestHandover after a single planned handover, one of the kinds in {@code planned}
     * @param majorityKeeping kinds of faults that leave a majority alive and connected
     * @param planned kinds that break nothing and hand leadership over as operators do
     */
    public record Bars(
            long leastAnswered,
            double leastRatio,
            int leastFaults,
            Duration longestOutage,
            Duration longestHandover,
            Duration settle,
            Set<String> majorityKeeping,
            Set<String> planned) {
        public Bars {
            majorityKeeping = Set.copyOf(majorityKeeping);
            planned = Set.copyOf(planned);
        }
    }

    private Checkers() {}

    /**
     * For a run with faults.
     *
     * @param onlyWriter whether nobody but the recorded operations writes to the store between the first and the last
     *     of them
     */
    public static List<Checker> all(Bars bars, boolean onlyWriter) {
        List<Checker> checkers = new ArrayList<>(safety(onlyWriter));
        checkers.add(new EachKeyspace(new Availability(
                new Availability.Bounds(bars.longestOutage(), bars.longestHandover()),
                bars.settle(),
                bars.majorityKeeping(),
                bars.planned())));
        checkers.add(new Floor(bars.leastAnswered(), bars.leastRatio(), bars.leastFaults()));
        return checkers;
    }

    /** Those that say whether the answers were right, without asking how many there were. */
    public static List<Checker> safety(boolean onlyWriter) {
        List<Checker> checkers = new ArrayList<>();
        safetyOfOne(onlyWriter).forEach(checker -> checkers.add(new EachKeyspace(checker)));
        checkers.add(new Isolation(onlyWriter));
        return checkers;
    }

    private static List<Checker> safetyOfOne(boolean onlyWriter) {
        return List.of(
                new Linearizability(SINGLE_KEYS, MOST_CONFIGS, MOST_STEPS),
                new RevisionWitness(EnumSet.allOf(WorkloadKind.class), onlyWriter),
                new ListAppend(),
                new Sessions(EnumSet.of(WorkloadKind.SESSION), Checkers::forgets),
                new Staleness(new RevisionWitness(EnumSet.of(WorkloadKind.STALENESS), false)),
                new SetElements(),
                new Counters(),
                new Durability(),
                new OneLeader());
    }

    /**
     * Whether a node may have started again under a fault of this kind. A kind that is not known may have that effect.
     */
    static boolean forgets(String kind) {
        return KEEPS_RUNNING.stream().noneMatch(kind::startsWith);
    }
}
