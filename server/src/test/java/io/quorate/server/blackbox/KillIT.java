package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.GetResult;
import io.quorate.client.KeyRange;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.server.history.CounterHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real server processes killed with SIGKILL under load. Nothing acknowledged is lost, nothing stale is read. The kills
 * of single nodes run with the product's own timing, and print how long the cluster was away; the many kills of all
 * nodes with shorter elections, for nothing there depends on them, and with many snapshots. A build takes some five
 * minutes for all of it; {@code -Dquorate.allKillRounds=N} kills more often.
 */
class KillIT {
    private static final int ALL_KILL_ROUNDS = Integer.getInteger("quorate.allKillRounds", 2);
    private static final int LEADER_KILL_ROUNDS = Integer.getInteger("quorate.leaderKillRounds", 2);

    /** One follower more is killed with every so many leaders. */
    private static final int LEADERS_PER_FOLLOWER = 4;

    private static final int WRITERS_PER_NODE = 12;
    private static final String QUICK =
            "election_timeout_min: 200ms\nelection_timeout_max: 400ms\nsnapshot_every_entries: 200";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Kept with the nodes' logs when a test fails. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private @Nullable ProcessCluster cluster;

    KillIT() {}

    @AfterEach
    void stop() throws InterruptedException {
        if (cluster != null) {
            cluster.close();
        }
    }

    private ProcessCluster start(String settings) throws IOException {
        ProcessCluster started = ProcessCluster.fromImage(directory, settings, ServerImage.shared());
        cluster = started;
        started.startAll();
        started.awaitServing(0, PATIENCE);
        return started;
    }

    @Test
    void shouldLoseNoAcknowledgedWriteWhenAllNodesAreKilledAtOnce() throws Exception {
        ProcessCluster nodes = start(QUICK);
        Random random = new Random(20261122);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ALL_KILL_ROUNDS; round++) {
            long began = System.nanoTime();
            int before = acknowledged.size();
            killUnderLoad(nodes, round, before + 50 + random.nextInt(400), acknowledged);
            int asked = round % ProcessCluster.SIZE;
            nodes.awaitServing(asked, PATIENCE);
            Set<String> lost = new HashSet<>(acknowledged);
            lost.removeAll(keysPresent(nodes, asked));
            assertThat(lost).as("acknowledged writes lost in round " + round).isEmpty();
            millis.add((System.nanoTime() - began) / 1_000_000);
        }
        assertThat(acknowledged).hasSizeGreaterThan(ALL_KILL_ROUNDS * 50);
        report("rounds of killing all nodes under load and starting them again", millis);
    }

    /** Writers at every node until so many writes are acknowledged; then all nodes die in the middle of it. */
    private static void killUnderLoad(ProcessCluster nodes, int round, int target, Set<String> acknowledged)
            throws Exception {
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger sequence = new AtomicInteger();
        List<QuorateClient> clients = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            QuorateClient client = nodes.client(node, Duration.ofSeconds(1));
            clients.add(client);
            for (int i = 0; i < WRITERS_PER_NODE; i++) {
                Thread writer =
                        new Thread(() -> writeKeys(client, "r" + round + "-", sequence, acknowledged, running::get));
                writers.add(writer);
                writer.start();
            }
        }
        Awaitility.await("round " + round)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> acknowledged.size() >= target);
        nodes.killAll();
        running.set(false);
        // Before the writers have ended: some only learn of it by their timeout.
        nodes.startAll();
        for (Thread writer : writers) {
            writer.join();
        }
        clients.forEach(QuorateClient::close);
    }

    private static void writeKeys(
            QuorateClient client,
            String prefix,
            AtomicInteger sequence,
            Set<String> acknowledged,
            BooleanSupplier running) {
        while (running.getAsBoolean()) {
            String key = prefix + sequence.incrementAndGet();
            try {
                client.kv()
                        .put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8("v"))
                        .join();
                acknowledged.add(key);
            } catch (CompletionException e) {
                // Killed, or not up yet: what was not acknowledged may or may not be there.
                if (!(e.getCause() instanceof QuorateException)) {
                    throw e;
                }
            }
        }
    }

    private static Set<String> keysPresent(ProcessCluster nodes, int node) {
        try (QuorateClient client = nodes.client(node, PATIENCE)) {
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
        ProcessCluster nodes = start("");
        CounterHistory history = new CounterHistory();
        List<Long> millis = new ArrayList<>();
        try (CounterLoad load = new CounterLoad(nodes, history, 4, 2)) {
            for (int round = 0; round < LEADER_KILL_ROUNDS; round++) {
                awaitProgress(history, 30);
                int leader = nodes.awaitLeader(PATIENCE);
                millis.add(killLeader(nodes, leader));
                startAgain(nodes, leader, history);
                if (round % LEADERS_PER_FOLLOWER == LEADERS_PER_FOLLOWER - 1) {
                    int follower = (nodes.awaitLeader(PATIENCE) + 1) % ProcessCluster.SIZE;
                    nodes.kill(follower);
                    startAgain(nodes, follower, history);
                }
            }
        }
        assertThat(history.violations()).isEmpty();
        assertThat(history.reads()).isGreaterThan(LEADER_KILL_ROUNDS * 30L);
        report("leaders killed under load, until a write begun after it is acknowledged", millis);
    }

    /** From the kill until one of the others has acknowledged a write that began after it. */
    private static long killLeader(ProcessCluster nodes, int leader) throws InterruptedException {
        try (QuorateClient one = nodes.client((leader + 1) % ProcessCluster.SIZE, PATIENCE);
                QuorateClient other = nodes.client((leader + 2) % ProcessCluster.SIZE, PATIENCE)) {
            // Connected before, as clients are.
            CompletableFuture.allOf(one.status(), other.status()).join();
            long began = System.nanoTime();
            nodes.kill(leader);
            ByteString key = ByteString.copyFromUtf8("probe");
            while (!ProcessCluster.isAcknowledged(
                    CompletableFuture.anyOf(one.kv().put(key, key), other.kv().put(key, key)))) {
                // It waited for as long as a node lets a write wait; how long it took in the end is reported.
                assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
            }
            return (System.nanoTime() - began) / 1_000_000;
        }
    }

    /** The others serve meanwhile; the next kill comes when this one does, so that a majority lives always. */
    private static void startAgain(ProcessCluster nodes, int node, CounterHistory history) throws IOException {
        awaitProgress(history, 10);
        nodes.start(node);
        nodes.awaitServing(node, PATIENCE);
    }

    @Test
    void shouldReadNothingStaleFromALeaderThatWasStopped() throws Exception {
        ProcessCluster nodes = start("");
        CounterHistory history = new CounterHistory();
        try (CounterLoad load = new CounterLoad(nodes, history, 4, 2)) {
            for (int round = 0; round < ProcessCluster.SIZE; round++) {
                awaitProgress(history, 30);
                int victim = nodes.awaitLeader(PATIENCE);
                nodes.signal(victim, "STOP");
                awaitProgress(history, 10);
                nodes.signal(victim, "CONT");
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

    private static void report(String what, List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "KillIT: %d %s: median %d ms, max %d ms%n",
                sorted.size(),
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
    }
}
