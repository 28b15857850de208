package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many faults of each kind were seen to have their effect, and whom they hit.
 *
 * @param byKind for each kind its roles, with how often a fault of the kind hit such a node
 * @param installed for each kind how many faults
 */
public record Coverage(SortedMap<String, SortedMap<String, Integer>> byKind, SortedMap<String, Integer> installed) {
    /** Only what was INSTALLED counts. */
    public static Coverage of(Collection<FaultRecord> faults) {
        SortedMap<String, SortedMap<String, Integer>> byKind = new TreeMap<>();
        SortedMap<String, Integer> installed = new TreeMap<>();
        for (FaultRecord fault : faults) {
            if (fault.status() == FaultStatus.INSTALLED) {
                installed.merge(fault.kind(), 1, Integer::sum);
                SortedMap<String, Integer> roles = byKind.computeIfAbsent(fault.kind(), kind -> new TreeMap<>());
                fault.roles().forEach(role -> roles.merge(role, 1, Integer::sum));
            }
        }
        return new Coverage(byKind, installed);
    }

    /** Of all kinds. */
    public int total() {
        return installed.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int kinds() {
        return installed.size();
    }

    public int count(String kind, String role) {
        Map<String, Integer> roles = byKind.get(kind);
        return roles == null ? 0 : roles.getOrDefault(role, 0);
    }

    /** What the kinds can hit and did not: {@code kill: leader}; in order. */
    public List<String> missing(Collection<FaultKind> expected) {
        TreeSet<String> missing = new TreeSet<>();
        for (FaultKind kind : expected) {
            if (!installed.containsKey(kind.name())) {
                missing.add(kind.name() + ": never");
                continue;
            }
            for (Target target : kind.targets()) {
                String role = target.toString();
                boolean oneRole = target == Target.LEADER || target == Target.FOLLOWER;
                if (oneRole && count(kind.name(), role) == 0) {
                    missing.add(kind.name() + ": " + role);
                }
            }
        }
        return List.copyOf(missing);
    }
}
