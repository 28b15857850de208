package io.quorate.server.topology;

import org.jspecify.annotations.Nullable;

/**
 * What a keyspace has ahead of it, with what is broken already.
 *
 * @param next what would stop writes
 * @param unsurvived the smallest loss that its goal says it survives, and which would stop writes now; null when there
 *     is none, or no such goal, or writes are stopped already
 */
public record Prospect(NextStop next, @Nullable FaultCase unsurvived) {
    /** Looks at every single fault on top of what is broken. */
    public static Prospect of(Topology topology, Group group, Condition current) {
        NextStop next = NextStop.of(topology, group, current);
        Extent goal = group.goals().survive();
        if (next.stopped() || goal == null) {
            return new Prospect(next, null);
        }
        GroupEvaluator evaluator = new GroupEvaluator(topology, group);
        FaultCase unsurvived = FaultCases.singles(topology.geography(), group).stream()
                .filter(fault -> fault.kind().isLoss() && goal.covers(fault.extent()))
                .filter(fault -> !fault.condition().isWithin(current))
                .filter(fault ->
                        !evaluator.evaluate(current.and(fault.condition())).writes())
                .findFirst()
                .orElse(null);
        return new Prospect(next, unsurvived);
    }
}
