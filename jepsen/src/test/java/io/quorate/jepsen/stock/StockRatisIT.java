package io.quorate.jepsen.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.History;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harness finds what is wrong with Ratis' own reads, and finds nothing when the one step is left out that makes it go
 * wrong. {@code -Dquorate.seed=N} begins with that seed. A test that fails after an upgrade of Ratis is good news.
 */
class StockRatisIT {
    private static final int TRIALS = 4;

    private final long firstSeed = Long.getLong("quorate.seed", System.nanoTime() % 1_000_000);
    private final Checker checker = new StaleReads();

    @TempDir
    private Path directory;

    StockRatisIT() {}

    @Test
    void shouldFindThatACutOffLeaderRemembersAnOldYes() throws Exception {
        find(new CutOffLeader(true));
        findNothing(new CutOffLeader(false));
    }

    @Test
    void shouldFindThatAVoterRenewsTheLeaseAndThenVotesForAnother() throws Exception {
        find(new VoteRace(true));
        findNothing(new VoteRace(false));
    }

    @Test
    void shouldFindThatARestartedVoterForgetsTheLeaseItRenewed() throws Exception {
        find(new RestartUnderLease(true));
        findNothing(new RestartUnderLease(false));
    }

    private void find(Schedule schedule) throws Exception {
        for (int trial = 1; trial <= TRIALS; trial++) {
            if (run(schedule, trial).verdict() == Verdict.FAIL) {
                return;
            }
        }
        assertThat(TRIALS).as("trials in which %s was not found", schedule).isZero();
    }

    private void findNothing(Schedule schedule) throws Exception {
        CheckResult result = run(schedule, 0);
        assertThat(result.verdict()).as("%s: %s", schedule, result.anomalies()).isEqualTo(Verdict.PASS);
    }

    private CheckResult run(Schedule schedule, int trial) throws Exception {
        long seed = firstSeed + trial;
        long started = System.nanoTime();
        History history = schedule.run(seed, directory.resolve(schedule + "-" + trial));
        CheckResult result = checker.check(history);
        System.out.printf(
                "%s: %s in trial %d, seed %d, after %d ms: %d operations, %s%n",
                schedule,
                result.verdict(),
                trial,
                seed,
                Duration.ofNanos(System.nanoTime() - started).toMillis(),
                history.ops().size(),
                result.figures());
        return result;
    }
}
