package io.quorate.jepsen.core;

import java.util.List;
import java.util.Set;

/**
 * One fault of a run.
 *
 * @param kind as {@code kill}, {@code partition-one-way}: the name that options and reports use
 * @param roles of the nodes it hit, at the moment it was installed: {@code leader}, {@code follower}, {@code unknown}
 * @param nodes indexes of the nodes it hit, in order
 * @param detail what was done and how its effect was seen; or why it was not done
 * @param installedNanos when it was begun, since the run began
 * @param healedNanos when its end was verified; as {@code installedNanos} for one that is over at once
 * @param keyspace index of the one it was meant for, whose leader its roles speak of; it may be felt in all
 */
public record FaultRecord(
        String kind,
        Set<String> roles,
        List<Integer> nodes,
        FaultStatus status,
        String detail,
        long installedNanos,
        long healedNanos,
        int keyspace) {
    public FaultRecord {
        roles = Set.copyOf(roles);
        nodes = List.copyOf(nodes);
    }

    /** Meant for the default keyspace. */
    public FaultRecord(
            String kind,
            Set<String> roles,
            List<Integer> nodes,
            FaultStatus status,
            String detail,
            long installedNanos,
            long healedNanos) {
        this(kind, roles, nodes, status, detail, installedNanos, healedNanos, 0);
    }
}
