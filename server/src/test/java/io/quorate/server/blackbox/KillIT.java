package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.GetResult;
import io.quorate.client.KeyRange;
import io.quorate.client.QuorateClient;
import io.quorate.server.history.CounterHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real server processes killed with SIGKILL under load. Nothing acknowledged is lost, nothing stale is read. A build
 * runs few rounds; {@code -DargLine="-Dquorate.allKillRounds=50 -Dquorate.nodeKillRounds=20"} runs many.
 */
class KillIT {
    private static final int ALL_KILL_ROUNDS = Integer.getInteger("quorate.allKillRounds", 3);
    private static final int NODE_KILL_ROUNDS = Integer.getInteger("quorate.nodeKillRounds", 3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private ProcessCluster cluster;

    KillIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new ProcessCluster(directory);
        cluster.startAll();
        awaitService();
    }

    @AfterEach
    void stop() throws InterruptedException {
        cluster.close();
    }

    private void awaitService() {
        try (QuorateClient client = cluster.client(PATIENCE)) {
            client.kv()
                    .put(ByteString.copyFromUtf8("up"), ByteString.copyFromUtf8("1"))
                    .join();
        }
    }

    @Test
    void shouldLoseNoAcknowledgedWriteWhenAllNodesAreKilledAtOnce() throws Exception {
        Random random = new Random(20261122);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < ALL_KILL_ROUNDS; round++) {
            int before = acknowledged.size();
            loadUntilKilled(round, before + 50 + random.nextInt(400), acknowledged);
            cluster.startAll();
            awaitService();
            Set<String> lost = new HashSet<>(acknowledged);
            lost.removeAll(keysPresent());
            assertThat(lost).as("acknowledged writes lost in round " + round).isEmpty();
        }
        assertThat(acknowledged).hasSizeGreaterThan(ALL_KILL_ROUNDS * 50);
    }

    /** Writers at every node until so many writes are acknowledged; then all nodes die in the middle of it. */
    private void loadUntilKilled(int round, int target, Set<String> acknowledged) throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger sequence = new AtomicInteger();
        Thread[] writers = new Thread[ProcessCluster.SIZE * 4];
        for (int i = 0; i < writers.length; i++) {
            int node = i % ProcessCluster.SIZE;
            writers[i] = new Thread(() -> writeKeys(node, round, sequence, acknowledged, running));
            writers[i].start();
        }
        Awaitility.await("round " + round)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledged.size() >= target);
        cluster.killAll();
        running.set(false);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void writeKeys(
            int node, int round, AtomicInteger sequence, Set<String> acknowledged, AtomicBoolean running) {
        try (QuorateClient client = cluster.client(node, Duration.ofSeconds(2))) {
            while (running.get()) {
                String key = "r" + round + "-" + sequence.incrementAndGet();
                client.kv()
                        .put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8("v"))
                        .join();
                acknowledged.add(key);
            }
        } catch (CompletionException e) {
            // The nodes were killed: what was not acknowledged may or may not be there.
            return;
        }
    }

    private Set<String> keysPresent() {
        try (QuorateClient client = cluster.client(PATIENCE)) {
            GetResult result = client.kv()
                    .get(
                            KeyRange.prefix(ByteString.copyFromUtf8("r")),
                            GetOptions.defaults().withProjection(GetOptions.Projection.KEYS_ONLY))
                    .join();
            Set<String> keys = new HashSet<>();
            result.entries().forEach(entry -> keys.add(entry.key().toStringUtf8()));
            return keys;
        }
    }

    @Test
    void shouldLoseNothingAndReadNothingStaleWhenAnyNodeIsKilled() throws Exception {
        Random random = new Random(42);
        CounterHistory history = new CounterHistory();
        try (CounterLoad load = new CounterLoad(cluster, history, 4, 2)) {
            for (int round = 0; round < NODE_KILL_ROUNDS; round++) {
                awaitProgress(history, 30);
                int victim = random.nextInt(ProcessCluster.SIZE);
                cluster.kill(victim);
                awaitProgress(history, 30);
                cluster.start(victim);
            }
            awaitProgress(history, 30);
        }
        assertThat(history.violations()).isEmpty();
        assertThat(history.reads()).isGreaterThan(NODE_KILL_ROUNDS * 30L);
    }

    @Test
    void shouldReadNothingStaleFromALeaderThatWasStopped() throws Exception {
        CounterHistory history = new CounterHistory();
        try (CounterLoad load = new CounterLoad(cluster, history, 4, 2)) {
            for (int round = 0; round < ProcessCluster.SIZE; round++) {
                awaitProgress(history, 30);
                int victim = round % ProcessCluster.SIZE;
                cluster.signal(victim, "STOP");
                awaitProgress(history, 30);
                cluster.signal(victim, "CONT");
            }
            awaitProgress(history, 30);
        }
        assertThat(history.violations()).isEmpty();
    }

    /** So many more writes acknowledged and reads answered: whatever was killed, the others serve. */
    private static void awaitProgress(CounterHistory history, int count) {
        long writes = history.writes() + count;
        long reads = history.reads() + count;
        Awaitility.await("progress")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> history.writes() >= writes && history.reads() >= reads);
    }
}
