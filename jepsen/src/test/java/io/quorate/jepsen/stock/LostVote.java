package io.quorate.jepsen.stock;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.disk.DiskUsers;
import io.quorate.jepsen.disk.LoopDisks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Lost vote. Ratis renames the file that holds its vote and does not sync the directory: a voter whose power goes just
 * after its vote was counted has not voted, and votes for another in the same term. Then two lead in one term, and what
 * the one has acknowledged the other takes for its own entries. Needs root and loop devices.
 *
 * @param powerLoss whether the voter's power goes, or it is only restarted
 */
record LostVote(boolean powerLoss) implements Schedule {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    /** Whoever is elected goes on leading; the old leader notices soon that it is alone, and stands again. */
    private static final StockOptions OPTIONS = new StockOptions(
            false, SHORTEST, List.of(SHORTEST.plusMillis(200), Duration.ofSeconds(90), Duration.ofSeconds(90)));

    private static final long DISK_BYTES = 64L << 20;
    private static final int OLD_LEADER = 0;
    private static final int ELECTED = 1;
    private static final int VOTER = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final int READS = 20;

    @Override
    public History run(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        Files.createDirectories(directory);
        VoterProcess process = new VoterProcess();
        try (LoopDisks disks = LoopDisks.open(directory, List.of("voter"), DISK_BYTES, process)) {
            List<Path> homes = List.of(directory.resolve("n0"), directory.resolve("n1"), disks.data(0));
            try (StockCluster cluster = new StockCluster(homes, OPTIONS)) {
                process.cluster = cluster;
                return new Trial(cluster, disks, random, new Recorder(seed, cluster.names())).run();
            }
        }
    }

    /** The one user of the one disk. */
    private static final class VoterProcess implements DiskUsers {
        private @Nullable StockCluster cluster;

        @Override
        public void kill(Set<Integer> nodes) throws FaultFailed {
            try {
                if (cluster != null) {
                    cluster.stop(VOTER);
                }
            } catch (IOException e) {
                throw new FaultFailed("the voter did not end", e);
            }
        }

        @Override
        public boolean isRunning(int node) {
            return cluster != null && cluster.isUp(VOTER);
        }
    }

    private final class Trial {
        private final StockCluster cluster;
        private final LoopDisks disks;
        private final Random random;
        private final Recorder recorder;

        Trial(StockCluster cluster, LoopDisks disks, Random random, Recorder recorder) {
            this.cluster = cluster;
            this.disks = disks;
            this.random = random;
            this.recorder = recorder;
        }

        History run() throws Exception {
            cluster.start();
            PinnedClient old = PinnedClient.of(cluster, recorder, OLD_LEADER);
            old.warmUp(random);
            cluster.awaitEqualLogs();
            makeAllDurable();
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

        /** To sync any new file of ext4 is to sync all that was renamed before. */
        private void makeAllDurable() throws IOException {
            try (FileChannel file = FileChannel.open(
                    disks.data(0).resolve("settled"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {1}));
                file.force(true);
            }
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
                disks.losePower(Set.of(0));
            } else {
                cluster.stop(VOTER);
            }
            recorder.fault(powerLoss ? "power-loss" : "restart", "after its vote was counted", VOTER);
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
