package io.quorate.jepsen.core;

import java.util.List;
import java.util.function.Predicate;

/**
 * All that was recorded in one run, in the order of calls. Immutable.
 *
 * @param seed what the run was made of, together with its options
 * @param nodes names of the nodes, in order of their indexes
 * @param ops in ascending order of {@code calledNanos}
 * @param faults in ascending order of {@code installedNanos}
 * @param leaders samples in ascending order of time
 */
public record History(
        long seed, List<String> nodes, List<Op> ops, List<FaultRecord> faults, List<LeaderSample> leaders) {
    public History {
        nodes = List.copyOf(nodes);
        ops = List.copyOf(ops);
        faults = List.copyOf(faults);
        leaders = List.copyOf(leaders);
    }

    /** The operations of one workload. */
    public List<Op> ops(WorkloadKind workload) {
        return ops(op -> op.workload() == workload);
    }

    public List<Op> ops(Predicate<Op> which) {
        return ops.stream().filter(which).toList();
    }
}
