package io.quorate.jepsen.report;

import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which kinds of faults were seen to happen, to nodes of which roles.
 *
 * @param roles the columns; leader and follower are always among them
 * @param kinds the rows, by name
 */
public record CoverageMatrix(List<String> roles, Map<String, Row> kinds) {
    /**
     * One kind of fault.
     *
     * @param byRole how many INSTALLED ones hit a node of that role
     * @param byStatus how many there are in all
     */
    public record Row(Map<String, Integer> byRole, Map<FaultStatus, Integer> byStatus) {
        public int count(FaultStatus status) {
            return byStatus.getOrDefault(status, 0);
        }
    }

    public static CoverageMatrix of(List<FaultRecord> faults) {
        Set<String> others = new TreeSet<>();
        Map<String, Row> kinds = new TreeMap<>();
        for (FaultRecord fault : faults) {
            Row row = kinds.computeIfAbsent(
                    fault.kind(), kind -> new Row(new TreeMap<>(), new EnumMap<>(FaultStatus.class)));
            row.byStatus().merge(fault.status(), 1, Integer::sum);
            if (fault.status() == FaultStatus.INSTALLED) {
                fault.roles().forEach(role -> row.byRole().merge(role, 1, Integer::sum));
                others.addAll(fault.roles());
            }
        }
        Set<String> roles = new LinkedHashSet<>(List.of("leader", "follower"));
        roles.addAll(others);
        return new CoverageMatrix(new ArrayList<>(roles), kinds);
    }

    public int total(FaultStatus status) {
        return kinds.values().stream().mapToInt(row -> row.count(status)).sum();
    }

    /** Kinds of which at least one was INSTALLED. */
    public int installedKinds() {
        return (int) kinds.values().stream()
                .filter(row -> row.count(FaultStatus.INSTALLED) > 0)
                .count();
    }
}
