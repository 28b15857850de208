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
 * @param keyspaces names of the keyspaces that were loaded; the first is the default one, the others were made for the
 *     run
 */
public record History(
        long seed,
        List<String> nodes,
        List<Op> ops,
        List<FaultRecord> faults,
        List<LeaderSample> leaders,
        List<String> keyspaces) {
    /** The keyspace that is always there. */
    public static final String DEFAULT_KEYSPACE = "default";

    public History {
        nodes = List.copyOf(nodes);
        ops = List.copyOf(ops);
        faults = List.copyOf(faults);
        leaders = List.copyOf(leaders);
        keyspaces = List.copyOf(keyspaces);
    }

    /** Of the default keyspace alone. */
    public History(long seed, List<String> nodes, List<Op> ops, List<FaultRecord> faults, List<LeaderSample> leaders) {
        this(seed, nodes, ops, faults, leaders, List.of(DEFAULT_KEYSPACE));
    }

    /**
     * What happened in one keyspace, as if there were no other: its operations and leaders. Faults are of nodes, so all
     * of them.
     */
    public History in(int keyspace) {
        if (keyspaces.size() == 1) {
            return this;
        }
        return new History(
                seed,
                nodes,
                ops(op -> op.keyspace() == keyspace),
                faults,
                leaders.stream().filter(sample -> sample.keyspace() == keyspace).toList(),
                List.of(keyspaces.get(keyspace)));
    }

    /** The operations of one workload. */
    public List<Op> ops(WorkloadKind workload) {
        return ops(op -> op.workload() == workload);
    }

    public List<Op> ops(Predicate<Op> which) {
        return ops.stream().filter(which).toList();
    }
}
