package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many processes do what.
 *
 * @param processes of each workload; one that is absent does not run
 * @param operationsPerSecond of all processes together, if the cluster keeps up
 * @param timeout of one request
 */
public record LoadSpec(Map<WorkloadKind, Integer> processes, int operationsPerSecond, Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    public LoadSpec {
        processes = Map.copyOf(processes);
    }

    /** All workloads, for three to five nodes. */
    public static LoadSpec all(int operationsPerSecond) {
        Map<WorkloadKind, Integer> processes = new EnumMap<>(WorkloadKind.class);
        processes.put(WorkloadKind.REGISTER, 9);
        processes.put(WorkloadKind.APPEND, 6);
        processes.put(WorkloadKind.SET, 3);
        processes.put(WorkloadKind.COUNTER, 3);
        processes.put(WorkloadKind.SESSION, 3);
        processes.put(WorkloadKind.STALENESS, 4);
        return new LoadSpec(processes, operationsPerSecond, DEFAULT_TIMEOUT);
    }

    int total() {
        return processes.values().stream().mapToInt(Integer::intValue).sum();
    }
}
