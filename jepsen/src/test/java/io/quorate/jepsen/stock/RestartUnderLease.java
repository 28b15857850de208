package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * Restart in lease. A voter that is restarted has forgotten that it heard of the leader, and votes for a rival that the
 * leader's link does not reach, while the lease that it renewed before goes on.
 *
 * @param restarts whether the voter is restarted, or only cut off from the leader
 */
record RestartUnderLease(boolean restarts) implements Schedule {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = SHORTEST.plusMillis(200);
    /** Between the rival's election and the end of the lease there is to be that much. */
    private static final Duration OVERLAP = Duration.ofMillis(800);

    private static final int LEADER = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int READS = 20;

    @Override
    public History run(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        int voter = 1 + random.nextInt(2);
        int rival = 3 - voter;
        try (StockCluster cluster = new StockCluster(directory, StockOptions.alike(true, 3, SHORTEST, LONGEST))) {
            cluster.start();
            Recorder recorder = new Recorder(seed, cluster.names());
            PinnedClient old = PinnedClient.of(cluster, recorder, LEADER);
            old.warmUp(random);
            cluster.awaitEqualLogs();
            try (PinnedLoop reader = PinnedLoop.reading(old)) {
                reader.awaitAnswers(READS);
                awaitTheMoment(cluster, voter, rival);
                recorder.fault("restart", restarts ? "renewed the lease just before" : "only cut off", voter);
                renewAndForget(cluster, voter);
                int next = cluster.awaitReady(voter, rival);
                recorder.leads(next, cluster.info(next).getCurrentTerm());
                PinnedClient.of(cluster, recorder, next).write(PATIENCE);
                reader.awaitDone(READS);
            }
            return recorder.history();
        }
    }

    /**
     * The rival asks in vain, once in an election timeout, and that is known to within a few hundredths of it. Waits
     * until it has asked, and the voter has renewed the lease so that it lasts until well after the next time.
     */
    private static void awaitTheMoment(StockCluster cluster, int voter, int rival) {
        AtomicLong asked = new AtomicLong();
        AtomicLong renewed = new AtomicLong();
        cluster.links().watchVotes((from, to, term) -> {
            if (from == rival && to == voter) {
                asked.set(System.nanoTime());
            }
        });
        cluster.links().watchAppends((from, to, arguments) -> {
            if (from == LEADER && to == voter) {
                renewed.set(System.nanoTime());
            }
        });
        cluster.links().cut(LEADER, rival);
        await(() -> asked.get() != 0);
        Duration lease = SHORTEST.multipliedBy(9).dividedBy(10);
        long soonest = LONGEST.plus(OVERLAP).minus(lease).toNanos();
        await(() -> renewed.get() - asked.get() >= soonest && cluster.silentMillis(LEADER, voter) < 300);
    }

    private void renewAndForget(StockCluster cluster, int voter) throws Exception {
        if (restarts) {
            cluster.stop(voter);
        }
        cluster.links().cut(LEADER, voter);
        if (restarts) {
            cluster.start(voter);
        }
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(condition::getAsBoolean);
    }
}
