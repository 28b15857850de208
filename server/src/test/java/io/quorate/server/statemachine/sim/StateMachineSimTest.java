package io.quorate.server.statemachine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quorate.server.common.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the simulation. {@code -Dsim.seeds=N} tries more seeds, {@code -Dsim.seed=S} one again, {@code -Dsim.first=S}
 * begins elsewhere.
 */
class StateMachineSimTest {
    private static final int STEPS = 220;
    private static final long FIRST = Long.getLong("sim.first", 1);
    private static final long SEEDS = Long.getLong("sim.seeds", 600);
    /** Within so many seeds every mutant is found; the most that one has needed is a tenth of it. */
    private static final long MUTANT_SEEDS = 200;

    @Test
    void shouldKeepEveryPromiseWhateverBefallsReplicasAndMessages() {
        Map<String, Long> counts = new TreeMap<>();
        Long only = Long.getLong("sim.seed");
        long first = only == null ? FIRST : only;
        long end = only == null ? FIRST + SEEDS : only + 1;
        long started = System.nanoTime();
        for (long seed = first; seed < end; seed++) {
            Simulation simulation = new Simulation(seed, Mutant.NONE);
            try {
                simulation.run(STEPS);
            } catch (Violation | Fault | IllegalStateException | IndexOutOfBoundsException e) {
                fail("run again with -Dtest=StateMachineSimTest -Dsim.seed=" + seed, e);
            }
            simulation.invariants().counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
        }
        System.out.println("seeds " + first + " to " + (end - 1) + " in "
                + Duration.ofNanos(System.nanoTime() - started).toMillis() + " ms: " + counts);
        if (only == null) {
            assertThat(counts)
                    .containsKeys(
                            "changes",
                            "answered again",
                            "refused",
                            "installs",
                            "crashes that lost entries",
                            "entries given again",
                            "steps of compaction");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldFindEveryMutant(Mutant mutant) {
        for (long seed = 1; seed <= MUTANT_SEEDS; seed++) {
            RuntimeException found = failure(seed, mutant);
            if (found != null) {
                System.out.println(mutant + " found with seed " + seed + ": " + headline(found));
                return;
            }
        }
        fail(mutant + " was not found");
    }

    @Test
    void shouldRunTheSameSeedTheSameWay() {
        Simulation once = new Simulation(7, Mutant.NONE);
        once.run(STEPS);
        Simulation again = new Simulation(7, Mutant.NONE);
        again.run(STEPS);

        assertThat(again.trace()).isEqualTo(once.trace());
    }

    private static String headline(RuntimeException failure) {
        String text = failure.toString();
        return text.length() <= 300 ? text : text.substring(0, 300) + " ...";
    }

    /** The machine itself notices some of what is done to it, and says so by a Fault. */
    private static @Nullable RuntimeException failure(long seed, Mutant mutant) {
        try {
            new Simulation(seed, mutant).run(STEPS);
            return null;
        } catch (Violation | Fault e) {
            return e;
        }
    }
}
