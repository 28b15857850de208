package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * How many processes do what.
 *
 * @param processes of each workload; one that is absent does not run
 * @param operationsPerSecond of all processes together, in all keyspaces, if the cluster keeps up
 * @param timeout of one request
 * @param keyspaces how many are made for the run, besides the default one
 */
public record LoadSpec(Map<WorkloadKind, Integer> processes, int operationsPerSecond, Duration timeout, int keyspaces) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private static final int A_CROWD_MAKES = 1_500;
    private static final Map<WorkloadKind, Integer> CROWD = Map.of(
            WorkloadKind.REGISTER, 9,
            WorkloadKind.APPEND, 6,
            WorkloadKind.SET, 3,
            WorkloadKind.COUNTER, 3,
            WorkloadKind.SESSION, 3,
            WorkloadKind.STALENESS, 4);

    public LoadSpec {
        processes = Map.copyOf(processes);
    }

    /**
     * All workloads, for three to five nodes: a crowd of processes for each 1,500 operations a second, each crowd with
     * as many keys of its own in use, so that no more operations are open at once on one key.
     */
    public static LoadSpec all(int operationsPerSecond) {
        int crowds = Math.max(1, Math.round((float) operationsPerSecond / A_CROWD_MAKES));
        return of(CROWD.keySet(), crowds, operationsPerSecond);
    }

    /** Some workloads only, with the processes that they have in so many crowds. */
    public static LoadSpec of(Set<WorkloadKind> workloads, int crowds, int operationsPerSecond) {
        Map<WorkloadKind, Integer> processes = new EnumMap<>(WorkloadKind.class);
        workloads.forEach(kind -> processes.put(kind, crowds * CROWD.getOrDefault(kind, 1)));
        return new LoadSpec(processes, operationsPerSecond, DEFAULT_TIMEOUT, 0);
    }

    /** The same, spread over so many keyspaces that are made for the run, and the default one. */
    public LoadSpec inKeyspaces(int more) {
        return new LoadSpec(processes, operationsPerSecond, timeout, more);
    }

    /** How many crowds there are of a workload, at least 1. */
    int crowds(WorkloadKind kind) {
        return Math.max(1, processes.getOrDefault(kind, 0) / CROWD.getOrDefault(kind, 1));
    }

    /** The part of one of so many keyspaces: whole crowds, at least one in each. The rate is still that of all. */
    LoadSpec share(int keyspaces) {
        Map<WorkloadKind, Integer> part = new EnumMap<>(WorkloadKind.class);
        processes.forEach((kind, count) -> {
            int crowds = crowds(kind);
            part.put(kind, Math.max(1, count / crowds * Math.max(1, crowds / keyspaces)));
        });
        return new LoadSpec(part, operationsPerSecond, timeout, this.keyspaces);
    }

    int total() {
        return processes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
