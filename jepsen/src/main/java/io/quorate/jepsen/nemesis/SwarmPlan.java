package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What is done to a cluster, and when: a pure function of its options. Faults overlap, within what the profile allows.
 *
 * @param safe a majority stays up and connected
 * @param faults in the order of their times
 */
public record SwarmPlan(long seed, boolean safe, int nodes, List<PlannedFault> faults) {
    private static final int FEWEST_KINDS = 6;
    /** One fault in this time at least, not counting those that are done alone: those often find no occasion. */
    private static final Duration SPARSEST = Duration.ofSeconds(6);

    private static final int MOST_DRAWS = 32;
    private static final Duration BEGIN = Duration.ofMillis(300);

    public SwarmPlan {
        faults = List.copyOf(faults);
    }

    /**
     * Draws a plan; draws again while there is too little in it to be worth a run, as when the kinds are mostly
     * schedules of many seconds.
     */
    public static SwarmPlan of(SwarmOptions options) {
        SplittableRandom random = new SplittableRandom(options.seed());
        long enough = options.time().dividedBy(SPARSEST);
        SwarmPlan fullest = new Drawing(options, random).draw();
        for (int draws = 1; draws < MOST_DRAWS && fullest.besideOthers() < enough; draws++) {
            SwarmPlan other = new Drawing(options, random).draw();
            fullest = other.besideOthers() > fullest.besideOthers() ? other : fullest;
        }
        return fullest;
    }

    private long besideOthers() {
        return faults.stream().filter(fault -> !fault.kind().alone()).count();
    }

    /**
     * Each of the kinds once on each of its targets, one after the other: what a fault does alone. With {@code safe}
     * only of those kinds that keep a majority.
     *
     * @param apart how long after the end of one the next begins
     */
    public static SwarmPlan eachOnce(long seed, int nodes, boolean safe, List<FaultKind> kinds, Duration apart) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PlannedFault> faults = new ArrayList<>();
        Duration at = BEGIN;
        for (FaultKind kind : kinds) {
            if (!suits(kind, nodes, safe)) {
                continue;
            }
            for (Target target : kind.targets()) {
                FaultSpec spec = new FaultSpec(kind.name(), target, kind.least(), random.nextLong());
                PlannedFault fault = new PlannedFault(at, kind, spec);
                faults.add(fault);
                at = fault.end().plus(apart);
            }
        }
        return new SwarmPlan(seed, safe, nodes, faults);
    }

    private static boolean suits(FaultKind kind, int nodes, boolean safe) {
        int most = Quorum.minority(nodes);
        return !safe
                || (kind.keepsMajority()
                        && kind.targets().stream().allMatch(target -> kind.impaired(target, nodes) <= most));
    }

    /** For people, before the start. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "plan of seed %d: %d faults on %d nodes, %s",
                seed,
                faults.size(),
                nodes,
                safe ? "a majority stays up and connected" : "anything goes"));
        faults.forEach(fault -> lines.add(fault.line()));
        return lines;
    }

    /** One plan while it is drawn. */
    private static final class Drawing {
        private final SwarmOptions options;
        private final SplittableRandom random;
        private final List<PlannedFault> placed = new ArrayList<>();
        private final List<FaultKind> bag = new ArrayList<>();
        private final Map<String, Integer> turns = new HashMap<>();

        Drawing(SwarmOptions options, SplittableRandom random) {
            this.options = options;
            this.random = random;
        }

        SwarmPlan draw() {
            List<FaultKind> kinds = kinds();
            Speed speed = options.speed() == Speed.ANY
                    ? List.of(Speed.FAST, Speed.MEDIUM, Speed.SLOW).get(random.nextInt(3))
                    : options.speed();
            Duration at = BEGIN;
            while (at.compareTo(options.time()) < 0 && !kinds.isEmpty()) {
                PlannedFault fault = place(spec(next(kinds)), at);
                placed.add(fault);
                at = fault.at().plusMillis(random.nextLong(speed.leastMillis(), speed.mostMillis() + 1L));
            }
            placed.removeIf(fault -> fault.at().compareTo(options.time()) >= 0);
            placed.sort(Comparator.comparing(PlannedFault::at));
            return new SwarmPlan(options.seed(), options.safe(), options.nodes(), placed);
        }

        /** Those that fit the profile; of these, with {@code subset}, each with probability a half. */
        private List<FaultKind> kinds() {
            List<FaultKind> fit = new ArrayList<>(options.kinds()
                    .where(kind -> suits(kind, options.nodes(), options.safe()))
                    .kinds());
            if (!options.subset()) {
                return fit;
            }
            List<FaultKind> some = new ArrayList<>();
            List<FaultKind> rest = new ArrayList<>();
            fit.forEach(kind -> (random.nextBoolean() ? some : rest).add(kind));
            while (some.size() < FEWEST_KINDS && !rest.isEmpty()) {
                some.add(rest.remove(random.nextInt(rest.size())));
            }
            return some;
        }

        /** Every kind comes as often as its weight says before any comes more often. */
        private FaultKind next(List<FaultKind> kinds) {
            if (bag.isEmpty()) {
                for (FaultKind kind : kinds) {
                    int weight = options.kinds().weights().getOrDefault(kind, 1);
                    for (int count = 0; count < weight; count++) {
                        bag.add(kind);
                    }
                }
            }
            return bag.remove(random.nextInt(bag.size()));
        }

        /** Targets come by turns, so that each kind meets the leader and a follower. */
        private FaultSpec spec(FaultKind kind) {
            int targets = kind.targets().size();
            int turn = turns.merge(kind.name(), 1, (before, one) -> before + one);
            if (turn == 1) {
                turn += random.nextInt(targets);
                turns.put(kind.name(), turn);
            }
            Target target = kind.targets().get(turn % targets);
            Duration duration = Spans.between(random, kind.least(), kind.most());
            return new FaultSpec(kind.name(), target, duration, random.nextLong());
        }

        /** At that time, or as soon after it as the profile allows. */
        private PlannedFault place(FaultSpec spec, Duration from) {
            FaultKind kind = FaultKinds.named(spec.kind()).orElseThrow();
            PlannedFault fault = new PlannedFault(from, kind, spec);
            while (!fits(fault)) {
                Duration now = fault.at();
                Duration later = placed.stream()
                        .map(PlannedFault::end)
                        .filter(end -> end.compareTo(now) > 0)
                        .min(Comparator.naturalOrder())
                        .orElseThrow();
                fault = new PlannedFault(later, kind, spec);
            }
            return fault;
        }

        /** Whatever is placed begins no later than this one: so all that overlaps it is there when it begins. */
        private boolean fits(PlannedFault fault) {
            List<PlannedFault> during = placed.stream()
                    .filter(other -> other.end().compareTo(fault.at()) > 0)
                    .toList();
            boolean someAlone = during.stream().anyMatch(other -> other.kind().alone());
            if (someAlone || (fault.kind().alone() && !during.isEmpty())) {
                return false;
            }
            if (!options.safe()) {
                return fault.kind().keepsMajority()
                        || during.stream().allMatch(other -> other.kind().keepsMajority());
            }
            int others = during.stream()
                    .mapToInt(other -> other.impaired(options.nodes()))
                    .sum();
            int own = fault.impaired(options.nodes());
            return own == 0 || own + others <= Quorum.minority(options.nodes());
        }
    }
}
