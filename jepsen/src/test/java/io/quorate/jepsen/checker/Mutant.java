package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.WorkloadKind;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One defect that is planted in a correct history.
 *
 * @param checker name of the checker that has to find it
 * @param kinds of anomalies, of which it has to report one
 * @param certain whether the history has no unknown outcomes, in which the defect could hide
 * @param plant changes the history; false if it has no place for this defect
 */
record Mutant(
        String name, String checker, Set<String> kinds, WorkloadKind workload, boolean certain, Predicate<Edit> plant) {
    static Mutant of(String name, String checker, String kind, WorkloadKind workload, Predicate<Edit> plant) {
        return new Mutant(name, checker, Set.of(kind), workload, false, plant);
    }

    Mutant orKinds(String... more) {
        Set<String> all = new HashSet<>(kinds);
        all.addAll(Set.of(more));
        return new Mutant(name, checker, Set.copyOf(all), workload, certain, plant);
    }

    Mutant onlyCertain() {
        return new Mutant(name, checker, kinds, workload, true, plant);
    }

    /** The same defect, to be found by another checker too. */
    Mutant alsoBy(String otherChecker, String... otherKinds) {
        return new Mutant(name, otherChecker, Set.of(otherKinds), workload, certain, plant);
    }

    @Override
    public String toString() {
        return name + " found by " + checker;
    }
}
