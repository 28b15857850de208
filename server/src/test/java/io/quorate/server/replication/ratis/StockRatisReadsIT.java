package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why none of Ratis' own linearizable reads is used: two schedules in which they show an old value after a newer write
 * was acknowledged. A test that fails here after an upgrade of Ratis is good news; read
 * docs/adr/0002-ratis-quarantined.md again then.
 *
 * <p>It says nothing of this project's code and races Ratis' timers, so it runs with the long tier, and before an
 * upgrade of Ratis.
 */
@Tag("stock-ratis")
class StockRatisReadsIT {
    private static final Duration FOREVER = Duration.ofSeconds(60);
    /** Twice what the rival needs to stand. */
    private static final Duration RACE = Duration.ofSeconds(15);
    /** Both schedules are races against a timeout of Ratis', which a busy machine may lose. */
    private static final int ATTEMPTS = 3;

    @TempDir
    private Path directory;

    private final Firewall firewall = Firewall.install();

    StockRatisReadsIT() {}

    @AfterEach
    void open() {
        firewall.close();
    }

    /** F1: the acknowledgement of an index is remembered, so a leader that was cut off asks nobody. */
    @Test
    void shouldStillReadOldValuesFromALeaderThatWasCutOffAfterARead() throws IOException {
        String read = "";
        for (int attempt = 1; attempt <= ATTEMPTS && !read.equals("1"); attempt++) {
            try (StockRatisCluster cluster = new StockRatisCluster(
                    attempt(attempt), false, Duration.ofMillis(500), seconds(20), seconds(1), seconds(1))) {
                read = readAfterACut(cluster);
            }
        }
        assertThat(read).isEqualTo("1");
    }

    private String readAfterACut(StockRatisCluster cluster) {
        awaitReady(cluster, 0);
        assertThat(cluster.increment(0)).isEqualTo("1");
        assertThat(cluster.read(0)).isEqualTo("1");

        isolate(0);
        Awaitility.await()
                .atMost(FOREVER)
                .until(() -> cluster.info(1).isLeaderReady() || cluster.info(2).isLeaderReady());
        int next = cluster.info(1).isLeaderReady() ? 1 : 2;
        assertThat(cluster.increment(next)).isEqualTo("2");

        return cluster.read(0);
    }

    /** F2: a voter that has just vouched for the leader's lease votes for another in the same moment. */
    @Test
    void shouldStillReadOldValuesUnderALeaseThatVotesDoNotHeed() throws Exception {
        // The same shortest timeout everywhere; the longest only settle who stands first, and that the leader stays.
        String read = "";
        for (int attempt = 1; attempt <= ATTEMPTS && !read.equals("1"); attempt++) {
            try (StockRatisCluster cluster = new StockRatisCluster(
                    attempt(attempt), true, seconds(6), seconds(30), Duration.ofMillis(6200), seconds(40))) {
                read = readAfterARace(cluster);
            }
        }
        assertThat(read).isEqualTo("1");
    }

    private String readAfterARace(StockRatisCluster cluster) throws InterruptedException {
        awaitReady(cluster, 0);
        assertThat(cluster.increment(0)).isEqualTo("1");
        long term = cluster.info(0).getCurrentTerm();

        // The leader and its rival do not hear each other; the voter hears the leader once more, just before it votes.
        CountDownLatch voted = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        firewall.watch(Firewall.REQUEST_VOTE, (from, to, arguments) -> {
            boolean election = ((Number) arguments[0]).longValue() > term;
            if (election && from.equals("s1") && to.equals("s2") && first.compareAndSet(true, false)) {
                firewall.open("s0", "s2");
                Awaitility.await()
                        .atMost(Duration.ofMillis(5000))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> cluster.silentMillis(0, 2) < 500);
                firewall.cut("s0", "s2");
                voted.countDown();
            }
        });
        isolate(0);
        if (!voted.await(RACE.toSeconds(), TimeUnit.SECONDS)) {
            return "the rival did not stand first";
        }
        awaitReady(cluster, 1);
        assertThat(cluster.increment(1)).isEqualTo("2");

        return cluster.read(0);
    }

    private Path attempt(int number) {
        firewall.healAll();
        return directory.resolve("attempt" + number);
    }

    private static void awaitReady(StockRatisCluster cluster, int server) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(FOREVER)
                .until(() -> cluster.info(server).isLeaderReady());
    }

    private void isolate(int server) {
        for (int other = 0; other < 3; other++) {
            if (other != server) {
                firewall.cut(StockRatisCluster.name(server), StockRatisCluster.name(other));
                firewall.cut(StockRatisCluster.name(other), StockRatisCluster.name(server));
            }
        }
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
