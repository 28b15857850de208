package io.quorate.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.History;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MutantTest {
    private static final int HISTORIES = 40;
    private static final int MOST_TRIES = 2_000;

    @Test
    void shouldFindEveryMutant() {
        long first = new Random().nextInt();
        List<Mutant> mutants = Stream.of(KeyMutants.all(), OrderMutants.all(), ListMutants.all(), CircleMutants.all())
                .flatMap(List::stream)
                .toList();
        for (Mutant mutant : mutants) {
            int planted = 0;
            for (long seed = first; planted < HISTORIES; seed++) {
                assertThat(seed - first)
                        .as("histories from seed %d without a place for %s", first, mutant)
                        .isLessThan(MOST_TRIES);
                planted += plant(mutant, seed) ? 1 : 0;
            }
        }
        assertThat(mutants.stream().map(Mutant::name).distinct()).hasSizeGreaterThan(16);
    }

    private static boolean plant(Mutant mutant, long seed) {
        Random random = new Random(seed);
        Simulation.Shape shape = new Simulation.Shape(
                Set.of(mutant.workload()),
                1 + random.nextInt(5),
                1 + random.nextInt(3),
                5 + random.nextInt(20),
                mutant.certain() ? 0 : 0.1,
                0.1);
        Edit edit = new Edit(Simulation.run(seed, shape), random);
        if (!mutant.plant().test(edit)) {
            return false;
        }
        History history = edit.done();
        Checker checker = Checkers.safety(true).stream()
                .filter(each -> each.name().equals(mutant.checker()))
                .findFirst()
                .orElseThrow();
        CheckResult result = checker.check(history);
        assertThat(result.verdict()).as("%s, seed %d", mutant, seed).isNotEqualTo(Verdict.PASS);
        assertThat(result.anomalies())
                .as("%s, seed %d", mutant, seed)
                .anySatisfy(anomaly -> assertThat(mutant.kinds()).contains(anomaly.kind()));
        return true;
    }
}
