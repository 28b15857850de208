package io.quorate.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CleanHistoryTest {
    private static final int HISTORIES = 1_000;
    private static final Checkers.Bars BARS = new Checkers.Bars(
            1, 0.1, 1, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMillis(1), Set.of("kill"), Set.of());

    /** How long each checker takes for a long run. */
    public static void main(String[] args) {
        Simulation.Shape shape = new Simulation.Shape(Set.of(WorkloadKind.values()), 6, 200, 5_600, 0.02, 0.02);
        History history = Simulation.run(1, shape);
        for (Checker checker : Checkers.all(BARS, true)) {
            long begun = System.nanoTime();
            CheckResult result = checker.check(history);
            System.out.printf(
                    "%s of %d operations: %s in %d ms, %s%n",
                    checker.name(),
                    history.ops().size(),
                    result.verdict(),
                    (System.nanoTime() - begun) / 1_000_000,
                    result.figures());
        }
    }

    @Test
    void shouldPassCorrectHistories() {
        long first = new Random().nextLong();
        long checked = 0;
        for (long seed = first; seed < first + HISTORIES; seed++) {
            History history = Simulation.run(seed, Simulation.Shape.random(new Random(seed)));
            List<Checker> checkers = Checkers.all(BARS, true);
            for (Checker checker : checkers) {
                CheckResult result = checker.check(history);
                assertThat(result.verdict())
                        .as("%s of the history of seed %d: %s", result.checker(), seed, result.anomalies())
                        .isEqualTo(Verdict.PASS);
                checked += result.checked();
            }
        }
        assertThat(checked).as("from seed %d", first).isGreaterThan(HISTORIES * 100L);
    }
}
