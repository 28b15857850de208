package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A topology thought through: every single fault and every pair of them, for each keyspace that was asked about. */
public record Plan(Topology topology, List<KeyspacePlan> keyspaces) {
    public Plan {
        keyspaces = List.copyOf(keyspaces);
    }

    /** What it comes to. */
    public enum Verdict {
        NO_GOALS("no-goals"),
        MET("met"),
        NOT_MET("not-met");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        /** For programs. */
        public String word() {
            return word;
        }
    }

    /**
     * Thinks it through.
     *
     * @param groups those of the topology that are asked about
     */
    public static Plan of(Topology topology, List<Group> groups) {
        List<KeyspacePlan> keyspaces = new ArrayList<>();
        for (Group group : groups) {
            GroupEvaluator evaluator = new GroupEvaluator(topology, group);
            Condition calm = Condition.healthy(topology.geography());
            Outlook healthy = evaluator.evaluate(calm);
            List<Single> singles = singles(topology, group, evaluator);
            keyspaces.add(new KeyspacePlan(
                    group,
                    healthy,
                    singles,
                    Pairs.of(singles, evaluator, Pairs.MAX / groups.size(), Pairs.MAX_LISTED),
                    GoalCheck.of(group, healthy, singles),
                    NextStop.of(topology, group, calm)));
        }
        return new Plan(topology, keyspaces);
    }

    /** Of all stated goals together. */
    public Verdict verdict() {
        List<GoalVerdict> all =
                keyspaces.stream().flatMap(each -> each.goals().stream()).toList();
        if (all.isEmpty()) {
            return Verdict.NO_GOALS;
        }
        return all.stream().allMatch(GoalVerdict::met) ? Verdict.MET : Verdict.NOT_MET;
    }

    private static List<Single> singles(Topology topology, Group group, GroupEvaluator evaluator) {
        Map<Condition, List<FaultCase>> byCondition = new LinkedHashMap<>();
        for (FaultCase fault : FaultCases.singles(topology.geography(), group)) {
            byCondition
                    .computeIfAbsent(fault.condition(), condition -> new ArrayList<>())
                    .add(fault);
        }
        List<Single> singles = new ArrayList<>();
        byCondition.forEach((condition, same) -> singles.add(new Single(same, evaluator.evaluate(condition))));
        return singles;
    }
}
