package io.quorate.server.topology;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A single fault and what it leaves. Losing a zone of one node is losing the node: faults that break the same are one,
 * under all their names.
 *
 * @param same the smallest first
 */
public record Single(List<FaultCase> same, Outlook outlook) {
    public Single {
        same = List.copyOf(same);
    }

    /** The smallest of its names. */
    public FaultCase fault() {
        return same.get(0);
    }

    /** All its names. */
    public String label() {
        return same.stream().map(FaultCase::label).collect(Collectors.joining(", "));
    }
}
