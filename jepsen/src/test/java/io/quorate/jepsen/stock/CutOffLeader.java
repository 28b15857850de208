package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.History;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * F1. A leader without a lease asks a majority before it answers a read, but remembers for which index it was told yes:
 * once cut off, it answers from memory. Under a load of writes it does not notice for good that it is cut off.
 */
record CutOffLeader(boolean readsBefore) implements Schedule {
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int READS = 20;

    @Override
    public History run(long seed, Path directory) throws Exception {
        Random random = new Random(seed);
        try (StockCluster cluster = new StockCluster(directory, StockOptions.alike(false, 3, SHORTEST, LONGEST))) {
            cluster.start();
            Recorder recorder = new Recorder(seed, cluster.names());
            PinnedClient before = PinnedClient.of(cluster, recorder, 0);
            before.warmUp(random);
            // No read has asked about this one.
            before.write(PATIENCE);
            cluster.awaitEqualLogs();
            if (readsBefore) {
                try (PinnedLoop reader = PinnedLoop.reading(before)) {
                    reader.awaitAnswers(READS + random.nextInt(READS));
                }
            }
            cluster.isolate(0);
            recorder.fault("isolate-leader", "all its links cut", 0);
            readAtTheOldWhileTheOthersGoOn(cluster, recorder);
            return recorder.history();
        }
    }

    private static void readAtTheOldWhileTheOthersGoOn(StockCluster cluster, Recorder recorder) throws Exception {
        try (PinnedLoop load = PinnedLoop.writing(PinnedClient.of(cluster, recorder, 0));
                PinnedLoop reader = PinnedLoop.reading(PinnedClient.of(cluster, recorder, 0))) {
            int next = cluster.awaitReady(1, 2);
            recorder.leads(next, cluster.info(next).getCurrentTerm());
            PinnedClient.of(cluster, recorder, next).write(PATIENCE);
            reader.awaitDone(READS);
            load.awaitDone(1);
        }
    }
}
