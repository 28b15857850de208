package io.quorate.jepsen.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.lin.Linearizability;
import io.quorate.jepsen.cluster.process.ProcessSpec;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.jepsen.disk.LoopDisks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The schedules that break Ratis, against real processes of ours: nothing is found. A trial by chance misses the moment
 * that matters; of all trials some must hit it, or the test says nothing. {@code -Dquorate.seed=N} begins with that
 * seed, {@code -Dquorate.trials=N} runs so many. Needs a built server; the last one root and loop devices too.
 */
@Tag("chaos-long")
class StockSchedulesAgainstQuorateIT {
    private static final int TRIALS = Integer.getInteger("quorate.trials", 3);
    /** More trials than that are run when none of them hit the moment. */
    private static final int MOST_TRIALS = 3 * TRIALS;

    /** Answers a trial must bring, where clients are the ones who see it. */
    private static final int BY_CLIENTS = 50;
    /** Where hardly any node is up, and what counts is who leads. */
    private static final int BY_LEADERS = 5;

    private static final long DISK_BYTES = 256L << 20;

    /** One trial on a cluster that is whole; tells whether the moment was hit. */
    private interface Step {
        boolean run(QuorateTrial trial) throws Exception;
    }

    private final long seed = Long.getLong("quorate.seed", System.nanoTime() % 1_000_000);
    private final Checker checker = new Linearizability(Set.of(WorkloadKind.REGISTER), 100_000, 10_000_000);

    @TempDir
    private Path directory;

    StockSchedulesAgainstQuorateIT() {}

    private ProcessSpec spec(Duration electionMin, Duration electionMax) {
        return ProcessSpec.threeNodes(directory)
                .withClocks(false)
                .withDiskBytes(0)
                .withSettings(List.of(
                        "election_timeout_min: " + electionMin.toMillis() + "ms",
                        "election_timeout_max: " + electionMax.toMillis() + "ms"));
    }

    @Test
    void shouldNotReadStaleOnALeaderThatIsCutOff() throws Exception {
        ProcessSpec spec = spec(Duration.ofMillis(500), Duration.ofSeconds(1));
        run("cut off leader", BY_CLIENTS, false, spec, QuorateTrial::cutOffLeader);
    }

    @Test
    void shouldNotReadStaleWhenAVoterHearsTheLeaderAroundItsVote() throws Exception {
        Duration shortest = Duration.ofSeconds(1);
        Duration longest = Duration.ofMillis(1300);
        run("vote race", BY_CLIENTS, false, spec(shortest, longest), trial -> trial.voteRace(shortest, longest));
    }

    @Test
    void shouldNotReadStaleWhenAVoterRestartsInTheLease() throws Exception {
        Duration shortest = Duration.ofSeconds(6);
        int hits = run(
                "restart under lease",
                BY_CLIENTS,
                true,
                spec(shortest, shortest.plusMillis(500)),
                trial -> trial.restartUnderLease(shortest));
        assertThat(hits).as("restarts within the lease").isPositive();
    }

    @Test
    void shouldNotVoteTwiceWhenPowerGoesAfterAVote() throws Exception {
        assertThat(LoopDisks.obstacle())
                .as("root, loop devices and their programs")
                .isEmpty();

        int hits = run(
                "lost vote",
                BY_LEADERS,
                true,
                spec(Duration.ofSeconds(1), Duration.ofMillis(1500)).withDiskBytes(DISK_BYTES),
                trial -> trial.lostVote(Duration.ofMillis(400)));
        assertThat(hits)
                .as("votes of a node that had voted before its power went")
                .isPositive();
    }

    /** How often the moment was hit. */
    private int run(String name, int leastAnswers, boolean mustHit, ProcessSpec spec, Step step) throws Exception {
        System.out.println(name + ": seed " + seed);
        Random random = new Random(seed);
        long started = System.nanoTime();
        int hits = 0;
        int trials = 0;
        try (QuorateCluster cluster = new QuorateCluster(spec)) {
            Recorder recorder = new Recorder(seed, cluster.names());
            for (; trials < TRIALS || (mustHit && hits == 0 && trials < MOST_TRIALS); trials++) {
                int leader = cluster.makeWhole();
                hits += step.run(new QuorateTrial(cluster, recorder, random, leader)) ? 1 : 0;
                assertOneLeadsInATerm(recorder.history());
            }
            cluster.makeWhole();
            for (int node = 0; node < 3; node++) {
                new PinnedClient(recorder, node, cluster.node(node)).read(Duration.ofSeconds(5));
            }
            judge(name, recorder.history(), trials, hits, Duration.ofNanos(System.nanoTime() - started));
            assertThat(recorder.history().ops(op -> op.isOk()).size())
                    .as("operations that were answered")
                    .isGreaterThan(leastAnswers * trials);
        }
        return hits;
    }

    private static void assertOneLeadsInATerm(History history) {
        Map<Long, Integer> leaders = new HashMap<>();
        for (LeaderSample sample : history.leaders()) {
            Integer before = leaders.putIfAbsent(sample.term(), sample.leader());
            assertThat(before)
                    .as("who leads in term %d: %s", sample.term(), history.leaders())
                    .isIn(null, sample.leader());
        }
    }

    private void judge(String name, History history, int trials, int hits, Duration took) {
        CheckResult result = checker.check(history);
        System.out.printf(
                "%s: %s after %d trials in %d ms, of which %d hit the moment: %d operations, %d faults%n",
                name,
                result.verdict(),
                trials,
                took.toMillis(),
                hits,
                result.checked(),
                history.faults().size());
        assertThat(result.verdict()).as("seed %d: %s", seed, result.anomalies()).isEqualTo(Verdict.PASS);
    }
}
