package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.List;

/**
 * How near a keyspace is to standing still.
 *
 * @param stopped nothing can be written as it is
 * @param faults the smallest single faults that would stop all writes next; empty when none would
 */
public record NextStop(boolean stopped, List<FaultCase> faults) {
    public NextStop {
        faults = List.copyOf(faults);
    }

    /**
     * The faults that would stop writes when they come on top of what is broken already. Of these, those of the
     * smallest extent, and none that contains another.
     */
    public static NextStop of(Topology topology, Group group, Condition current) {
        GroupEvaluator evaluator = new GroupEvaluator(topology, group);
        if (!evaluator.evaluate(current).writes()) {
            return new NextStop(true, List.of());
        }
        List<FaultCase> stopping = new ArrayList<>();
        for (FaultCase fault : FaultCases.singles(topology.geography(), group)) {
            boolean asSmall = stopping.isEmpty() || stopping.get(0).extent() == fault.extent();
            boolean contains =
                    stopping.stream().anyMatch(each -> each.condition().isWithin(fault.condition()));
            if (asSmall
                    && !contains
                    && !evaluator.evaluate(current.and(fault.condition())).writes()) {
                stopping.removeIf(each -> fault.condition().isWithin(each.condition()));
                stopping.add(fault);
            }
        }
        return new NextStop(false, stopping);
    }
}
