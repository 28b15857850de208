package io.quorate.jepsen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.mutant.Mutant;
import io.quorate.jepsen.mutant.Mutants;
import io.quorate.jepsen.run.MutantHunt;
import io.quorate.jepsen.run.MutantHunt.Found;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A harness that finds nothing may be blind: bugs planted in the server must be found. Three a day, by turns, out of
 * those that load alone finds; {@code quorate jepsen mutants all} plants all of them. Needs root.
 */
class MutantIT {
    private static final int A_DAY = 3;
    private static final List<String> QUICK = List.of(
            "follower-read-unasked",
            "replica-differs",
            "revision-reused",
            "txn-read-fractured",
            "compare-before-entry",
            "recent-not-noted",
            "keyspace-misrouted");

    @Test
    void shouldFindKnownBugsThatWerePlanted() throws Exception {
        long day = LocalDate.now(ZoneOffset.UTC).toEpochDay();
        for (int i = 0; i < A_DAY; i++) {
            Mutant mutant = Mutants.named(QUICK.get((int) ((day * A_DAY + i) % QUICK.size())));
            long seed = Tier.seed();
            Optional<Found> found =
                    new MutantHunt(mutant, Path.of("target", "chaos", "mutants"), line -> {}).hunt(seed);
            System.out.println("[chaos] mutant " + mutant.name() + ", seed " + seed + ": " + found);

            assertThat(found).as(mutant.name() + ", seed " + seed).isPresent();
        }
    }
}
