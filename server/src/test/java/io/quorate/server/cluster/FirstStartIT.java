package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.replication.ratis.Firewall;
import io.quorate.server.replication.ratis.RatisSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group's first minutes: whoever leads first, and for however short a time, every replica follows in the end. */
@Tag("side-by-side")
class FirstStartIT {
    /** The others leave the first election to one node for ten times as long. */
    private static final RatisSettings SOON = new RatisSettings(
            Duration.ofMillis(150), Duration.ofMillis(300), 100_000, 64L << 20, 1_000, 8L << 20, 16L << 20);

    private static final int FRESH_STARTS = 2;
    private static final int MAX_DELAY_MILLIS = 500;

    @TempDir
    private Path directory;

    FirstStartIT() {}

    /**
     * F3: the first leader has written the first entry and is cut off; two others begin without it. Their heartbeats
     * name no previous entry while entries are under way; Ratis' own would make it commit what it has written itself,
     * and nothing that follows fits on that.
     */
    @Test
    void shouldFollowAnotherAfterHavingWrittenTheFirstEntryInVain() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, 3, SOON).handlersMayWait()) {
            TestNode first = cluster.nodes().get(0);
            cluster.links().ratis().watchAppends((from, to, entries, namesPrevious) -> {
                throw new IllegalStateException("nobody hears a leader yet");
            });
            cluster.start();
            Awaitility.await("the first leader's entry")
                    .atMost(TestCluster.PATIENCE)
                    .until(() -> first.replica().status().lastIndex() == 0);
            long firstTerm = first.replica().term();
            cluster.isolate(first);
            HeartbeatsFirst arrival = new HeartbeatsFirst(first);
            cluster.links().ratis().watchAppends(arrival);

            TestNode next = cluster.awaitLeaderAmong(cluster.others(first));
            assertThat(next.replica().term()).isGreaterThan(firstTerm);
            TestCluster.put(next, "k", "v");
            assertThat(first.replica().status().lastIndex()).isZero();
            cluster.links().healAll();

            assertThat(arrival.awaitHeartbeat()).isTrue();
            cluster.awaitEqualState(cluster.nodes());
            TestCluster.put(next, "k", "v2");
            cluster.awaitEqualState(cluster.nodes());
        }
    }

    /** Holds entries up until a heartbeat that names no previous entry has arrived. */
    private static final class HeartbeatsFirst implements Firewall.AppendWitness {
        private final String node;
        private final CountDownLatch heartbeat = new CountDownLatch(1);

        HeartbeatsFirst(TestNode node) {
            this.node = node.id().value();
        }

        @Override
        public void appending(String from, String to, int entries, boolean namesPrevious) {
            if (to.equals(node) && entries == 0 && !namesPrevious) {
                heartbeat.countDown();
            } else if (to.equals(node) && entries > 0) {
                awaitHeartbeat();
            }
        }

        boolean awaitHeartbeat() {
            try {
                return heartbeat.await(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Test
    void shouldBeginWithoutTheNodeThatIsToBegin() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, 3, SOON)) {
            TestNode first = cluster.nodes().get(0);
            for (TestNode other : cluster.others(first)) {
                other.start();
            }
            TestCluster.put(cluster.awaitLeaderAmong(cluster.others(first)), "k", "v");

            first.start();

            cluster.awaitEqualState(cluster.nodes());
            assertThat(TestCluster.get(first, "k")).isEqualTo("v");
        }
    }

    @Test
    void shouldBeginWhoeverStartsWhen() throws Exception {
        long seed = Long.getLong("quorate.seed", System.nanoTime());
        System.out.println("FirstStartIT: -Dquorate.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < FRESH_STARTS; round++) {
            try (TestCluster cluster = new TestCluster(directory.resolve("round" + round), 3, SOON)) {
                startAtRandom(cluster, random);
                for (TestNode node : cluster.nodes()) {
                    TestCluster.put(node, "from", node.id().value());
                }
                cluster.awaitEqualState(cluster.nodes());
            }
        }
    }

    private static void startAtRandom(TestCluster cluster, Random random) throws Exception {
        List<TestNode> order = new ArrayList<>(cluster.nodes());
        Collections.shuffle(order, random);
        ScheduledExecutorService starter = Executors.newScheduledThreadPool(order.size());
        try {
            List<ScheduledFuture<?>> starts = new ArrayList<>();
            for (TestNode node : order) {
                starts.add(starter.schedule(
                        () -> {
                            node.start();
                            return node;
                        },
                        random.nextInt(MAX_DELAY_MILLIS),
                        TimeUnit.MILLISECONDS));
            }
            for (ScheduledFuture<?> start : starts) {
                start.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            starter.shutdownNow();
        }
    }
}
