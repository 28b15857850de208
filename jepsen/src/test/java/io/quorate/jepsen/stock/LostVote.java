package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * Lost vote. Ratis renames the file that holds its vote and does not sync the directory: a voter whose power goes just
 * after its vote was counted has not voted, and votes for another in the same term. Then two lead in one term, and
 * what the one has acknowledged the other takes for its own entries.
 *
 * @param powerLoss whether the voter's power goes, or it is only restarted
 */
record LostVote(boolean powerLoss) implements Schedule {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** Whoever is elected goes on leading; the old leader notices soon that it is alone, and stands again. */
    private static final StockOptions OPTIONS = new StockOptions(
            false, SHORTEST, List.of(SHORTEST.plusMillis(200), Duration.ofSeconds(90), Duration.ofSeconds(90)));

    private static final int OLD_LEADER = 0;
    private static final int ELECTED = 1;
    private static final int VOTER = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final int READS = 20;

    @Override
    public History run(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        try (PowerImage disk = new PowerImage(directory)) {
            List<Path> homes = List.of(directory.resolve("n0"), directory.resolve("n1"), disk.directory());
            try (StockCluster cluster = new StockCluster(homes, OPTIONS)) {
                return new Trial(cluster, disk, random, new Recorder(seed, cluster.names())).run();
            }
        }
    }

    private final class Trial {
        private final StockCluster cluster;
        private final PowerImage disk;
        private final Random random;
        private final Recorder recorder;

        Trial(StockCluster cluster, PowerImage disk, Random random, Recorder recorder) {
            this.cluster = cluster;
            this.disk = disk;
            this.random = random;
            this.recorder = recorder;
        }

        History run() throws Exception {
            cluster.start();
            PinnedClient old = PinnedClient.of(cluster, recorder, OLD_LEADER);
            for (int writes = random.nextInt(5); writes >= 0; writes--) {
                old.write(PATIENCE);
            }
            cluster.awaitEqualLogs();
            disk.sync();
            electAnother();
            forgetTheVote();
            awaitThatTheOldLeaderGivesUp();
            cluster.links().heal(OLD_LEADER, VOTER);
            cluster.awaitReady(OLD_LEADER);
            leads(OLD_LEADER);
            old.write(PATIENCE);
            letTheOtherHaveTheVoter();
            return recorder.history();
        }

        /** Leadership is handed over; all that the voter and the old leader hear of it is the request for the vote. */
        private void electAnother() throws Exception {
            long term = cluster.info(OLD_LEADER).getCurrentTerm();
            cluster.links().watchHandOvers((from, to, arguments) -> cluster.isolate(OLD_LEADER));
            cluster.links().watchVotes((from, to, asked) -> {
                if (from == ELECTED && to == VOTER && asked > term) {
                    cluster.links().cut(ELECTED, VOTER);
                }
            });
            cluster.handOver(OLD_LEADER, ELECTED);
            Awaitility.await("an election")
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(MOST)
                    .until(() -> cluster.info(ELECTED).isLeader());
            leads(ELECTED);
        }

        /** It notices that it is alone, and will stand again in the term after its own. */
        private void awaitThatTheOldLeaderGivesUp() {
            Awaitility.await("the old leader gives up")
                    .atMost(MOST)
                    .until(() -> !cluster.info(OLD_LEADER).isLeader());
        }

        private void forgetTheVote() throws Exception {
            if (powerLoss) {
                disk.losePower();
            }
            recorder.fault(powerLoss ? "power-loss" : "restart", "after its vote was counted", VOTER);
            cluster.stop(VOTER);
            if (powerLoss) {
                disk.restorePower();
            }
            cluster.start(VOTER);
        }

        /** The voter is restarted, so that it knows of no leader, and from now on hears of the other only. */
        private void letTheOtherHaveTheVoter() throws Exception {
            cluster.links().cut(OLD_LEADER, VOTER);
            cluster.stop(VOTER);
            cluster.start(VOTER);
            cluster.links().heal(ELECTED, VOTER);
            try (PinnedLoop reader = PinnedLoop.reading(PinnedClient.of(cluster, recorder, ELECTED))) {
                Awaitility.await("the other leads, or has given up")
                        .atMost(MOST)
                        .until(() -> cluster.info(ELECTED).isLeaderReady()
                                || !cluster.info(ELECTED).isLeader());
                reader.awaitDone(READS);
            }
        }

        private void leads(int server) {
            recorder.leads(server, cluster.info(server).getCurrentTerm());
        }
    }
}
