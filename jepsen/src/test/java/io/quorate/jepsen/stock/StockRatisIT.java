package io.quorate.jepsen.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.lin.Linearizability;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.jepsen.disk.LoopDisks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harness finds what is wrong with Ratis' own reads, and finds nothing when the one step is left out that makes it
 * go wrong. {@code -Dquorate.seed=N} begins with that seed. A test that fails after an upgrade of Ratis is good news.
 * The last one needs root and loop devices.
 */
@Tag("chaos-long")
class StockRatisIT {
    private static final int TRIALS = 4;
    private static final int READS = 20;

    private record Trial(History history, CheckResult result) {}

    private final long firstSeed = Long.getLong("quorate.seed", System.nanoTime() % 1_000_000);
    private final Checker checker = new Linearizability(Set.of(WorkloadKind.REGISTER), 100_000, 10_000_000);

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

    @Test
    void shouldFindThatAVoterForgetsItsVoteWhenItsPowerGoes() throws Exception {
        assertThat(LoopDisks.obstacle())
                .as("root, loop devices and their programs")
                .isEmpty();

        assertThat(terms(find(new LostVote(true)))).as("two lead in one term").hasSize(1);
        assertThat(terms(findNothing(new LostVote(false))))
                .as("one leads in a term")
                .hasSize(2);
    }

    private static Set<Long> terms(History history) {
        List<LeaderSample> leaders = history.leaders();
        assertThat(leaders)
                .extracting(LeaderSample::leader)
                .doesNotHaveDuplicates()
                .hasSize(2);
        return leaders.stream().map(LeaderSample::term).collect(java.util.stream.Collectors.toSet());
    }

    private History find(Schedule schedule) throws Exception {
        for (int number = 1; number <= TRIALS; number++) {
            Trial trial = run(schedule, number);
            if (trial.result.verdict() == Verdict.FAIL) {
                return trial.history;
            }
        }
        throw new AssertionError(schedule + " was not found in " + TRIALS + " trials");
    }

    private History findNothing(Schedule schedule) throws Exception {
        Trial trial = run(schedule, 0);
        assertThat(trial.result.verdict())
                .as("%s: %s", schedule, trial.result.anomalies())
                .isEqualTo(Verdict.PASS);
        assertThat(readsAfterTheLastWrite(trial.history))
                .as("reads that would have shown it")
                .isGreaterThanOrEqualTo(READS - 1L);
        return trial.history;
    }

    /** Answered or not. */
    private static long readsAfterTheLastWrite(History history) {
        long last = history.ops(op -> op.isOk() && op.action().writes()).stream()
                .mapToLong(Op::returnedNanos)
                .max()
                .orElseThrow();
        return history.ops(op -> op.action() == Action.READ && op.calledNanos() > last)
                .size();
    }

    private Trial run(Schedule schedule, int number) throws Exception {
        long seed = firstSeed + number;
        System.out.println(schedule + " begins, seed " + seed);
        long started = System.nanoTime();
        History history = schedule.run(seed, directory.resolve(schedule + "-" + number));
        CheckResult result = checker.check(history);
        System.out.printf(
                "%s: %s in trial %d, seed %d, after %d ms: %d operations, %s%n",
                schedule,
                result.verdict(),
                number,
                seed,
                Duration.ofNanos(System.nanoTime() - started).toMillis(),
                result.checked(),
                result.anomalies().isEmpty() ? "no anomaly" : result.anomalies().get(0));
        return new Trial(history, result);
    }
}
