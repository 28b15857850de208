package io.quorate.jepsen.mutant;

import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One known bug that can be planted into servers.
 *
 * @param name as in options and reports; the script in this package's resources is called so
 * @param promise what the server promises and does not keep with it
 * @param description what is broken
 * @param spread who gets it
 * @param hunt what finds it
 */
public record Mutant(String name, String promise, String description, Spread spread, Hunt hunt) {
    /** Which nodes carry the bug. */
    public enum Spread {
        ALL,
        /** Any one node, as if its disk or memory were bad: on all of them it would be no difference. */
        ONE
    }

    /**
     * What must find a mutant.
     *
     * @param faults kinds that find it; none when load alone does
     * @param workloads that have to run, whose readers reach every node all the time
     * @param checkers of which at least one says FAIL
     * @param settings of the cluster that make it likely; to be put into the topology file
     * @param keyspaces how many are loaded besides the default one
     * @param calm whether a majority has to work all the time, because what finds it needs answers; else faults overlap
     * @param budget the time within which it must be found, from the first fault on
     */
    public record Hunt(
            List<String> faults,
            Set<WorkloadKind> workloads,
            List<String> checkers,
            Map<String, String> settings,
            int keyspaces,
            boolean calm,
            Duration budget) {
        public Hunt {
            faults = List.copyOf(faults);
            workloads = Set.copyOf(workloads);
            checkers = List.copyOf(checkers);
            settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** As the topology file takes them. */
        public List<String> settingLines() {
            return settings.entrySet().stream()
                    .map(setting -> setting.getKey() + ": " + setting.getValue())
                    .toList();
        }

        /** By load alone: no fault is needed. */
        static Hunt byLoad(WorkloadKind first, WorkloadKind... more) {
            return new Hunt(List.of(), EnumSet.of(first, more), List.of(), Map.of(), 0, false, Duration.ofMinutes(1));
        }

        /** By faults of these kinds in any order. */
        static Hunt byFaults(String... kinds) {
            return new Hunt(
                    List.of(kinds),
                    EnumSet.of(WorkloadKind.REGISTER),
                    List.of(),
                    Map.of(),
                    0,
                    false,
                    Duration.ofMinutes(2));
        }

        Hunt running(WorkloadKind first, WorkloadKind... more) {
            return new Hunt(faults, EnumSet.of(first, more), checkers, settings, keyspaces, calm, budget);
        }

        Hunt failing(String... names) {
            return new Hunt(faults, workloads, List.of(names), settings, keyspaces, calm, budget);
        }

        /** Adds one. */
        Hunt with(String setting, String value) {
            Map<String, String> more = new LinkedHashMap<>(settings);
            more.put(setting, value);
            return new Hunt(faults, workloads, checkers, more, keyspaces, calm, budget);
        }

        /** With a majority that works all the time. */
        Hunt calmly() {
            return new Hunt(faults, workloads, checkers, settings, keyspaces, true, budget);
        }

        /** With so many keyspaces made and loaded besides the default one. */
        Hunt inKeyspaces(int more) {
            return new Hunt(faults, workloads, checkers, settings, more, calm, budget);
        }

        Hunt within(Duration time) {
            return new Hunt(faults, workloads, checkers, settings, keyspaces, calm, time);
        }
    }

    /** Of the resource that holds its rules. */
    public String script() {
        return name + ".btm";
    }

    /** What a node's log holds once the bug has been at work there; without it a run proves nothing. */
    public String sign() {
        return "mutant " + name + " is awake";
    }
}
