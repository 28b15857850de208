package io.quorate.jepsen.nemesis;

import java.util.List;

/**
 * A node's process ended as no fault explains: a finding.
 *
 * @param code exit code; -1 when it is not known
 * @param nanos when it was seen
 * @param how what is wrong with it
 * @param during kinds of the faults that were under way
 */
public record UnexpectedExit(int node, String name, int code, long nanos, String how, List<String> during) {
    public UnexpectedExit {
        during = List.copyOf(during);
    }
}
