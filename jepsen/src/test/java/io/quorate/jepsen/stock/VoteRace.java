package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * F2. Voters heed the leader's lease when they are asked whether they would vote, not when they are asked to vote.
 * Between the two a heartbeat renews the lease: then the voter votes for the rival while the lease has just begun.
 *
 * @param renews whether that heartbeat comes through
 */
record VoteRace(boolean renews) implements Schedule {
    private static final Duration SHORTEST = Duration.ofSeconds(3);
    /** The rival stands first; the leader goes on believing in itself; the voter never stands. */
    private static final StockOptions OPTIONS = new StockOptions(
            true, SHORTEST, List.of(Duration.ofSeconds(30), SHORTEST.plusMillis(200), Duration.ofSeconds(40)));

    private static final int LEADER = 0;
    private static final int RIVAL = 1;
    private static final int VOTER = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int READS = 20;

    @Override
    public History run(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        try (StockCluster cluster = new StockCluster(directory, OPTIONS)) {
            cluster.start();
            Recorder recorder = new Recorder(seed, cluster.names());
            PinnedClient old = PinnedClient.of(cluster, recorder, LEADER);
            old.warmUp(random);
            cluster.awaitEqualLogs();
            try (PinnedLoop reader = PinnedLoop.reading(old)) {
                reader.awaitAnswers(READS + random.nextInt(READS));
            }
            CountDownLatch voting = renewBeforeTheVote(cluster);
            cluster.isolate(LEADER);
            recorder.fault("isolate-leader", "but for one heartbeat before the vote", LEADER);
            if (voting.await(60, TimeUnit.SECONDS)) {
                cluster.awaitReady(RIVAL);
                recorder.leads(RIVAL, cluster.info(RIVAL).getCurrentTerm());
                PinnedClient.of(cluster, recorder, RIVAL).write(PATIENCE);
                try (PinnedLoop reader = PinnedLoop.reading(old)) {
                    reader.awaitDone(READS);
                }
            }
            return recorder.history();
        }
    }

    /** The latch opens when the voter has been asked to vote, and is about to. */
    private CountDownLatch renewBeforeTheVote(StockCluster cluster) {
        long term = cluster.info(LEADER).getCurrentTerm();
        CountDownLatch voting = new CountDownLatch(1);
        cluster.links().watchVotes((from, to, asked) -> {
            if (asked > term && from == RIVAL && to == VOTER && voting.getCount() > 0) {
                if (renews) {
                    letOneHeartbeatThrough(cluster);
                }
                voting.countDown();
            }
        });
        return voting;
    }

    private static void letOneHeartbeatThrough(StockCluster cluster) {
        cluster.links().healOneWay(LEADER, VOTER);
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(SHORTEST)
                    .until(() -> cluster.silentMillis(LEADER, VOTER) < 300);
        } catch (ConditionTimeoutException e) {
            System.out.println("no heartbeat in time: this trial is void");
        } finally {
            cluster.links().cutOneWay(LEADER, VOTER);
        }
    }
}
