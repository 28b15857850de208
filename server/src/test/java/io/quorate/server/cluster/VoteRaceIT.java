package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Outcome;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.request.RequestFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F2 on our own replicas: a voter renews the old leader's lease and in the next moment votes for a rival. Ratis' own
 * lease answers with old values then ({@code StockRatisReadsIT}). Here an entry renews the lease, so the rival must
 * have it to be voted for; hence five nodes, of which the rival has it first and the voter makes the majority. The
 * rival then leads while the old leader's lease is good for seconds: only the wait-out stands between them.
 */
class VoteRaceIT {
    private static final Duration LEASE = Duration.ofMillis(2500);
    private static final Duration LONGER_THAN_THE_LEASE = Duration.ofMillis(3500);
    /** Each is a race against timeouts, which a busy machine may lose; the safety of reads is checked in all. */
    private static final int ATTEMPTS = 4;

    @TempDir
    private Path directory;

    VoteRaceIT() {}

    @Test
    void shouldNotReadStaleWhenAVoterRenewsTheLeaseAndThenVotesForAnother() throws Exception {
        boolean tookPlace = false;
        for (int attempt = 1; attempt <= ATTEMPTS && !tookPlace; attempt++) {
            Path home = directory.resolve("attempt" + attempt);
            try (TestCluster cluster =
                    new TestCluster(home, 5, TestCluster.quick()).lease(LEASE).handlersMayWait()) {
                List<TestNode> nodes = cluster.nodes();
                tookPlace = new Race(cluster, nodes.get(0), nodes.get(1), nodes.get(2)).run();
            }
        }
        assertThat(tookPlace).as("the schedule took place").isTrue();
    }

    private static final class Race {
        private final TestCluster cluster;
        private final TestNode old;
        private final TestNode rival;
        private final TestNode voter;
        /** What the old leader sends to the voter is under way until the voter has been asked for its vote. */
        private final AtomicBoolean holding = new AtomicBoolean();

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch renewed = new CountDownLatch(1);

        Race(TestCluster cluster, TestNode old, TestNode rival, TestNode voter) {
            this.cluster = cluster;
            this.old = old;
            this.rival = rival;
            this.voter = voter;
        }

        /** True when all of the schedule came about. */
        boolean run() throws Exception {
            // The old leader believes in itself for as long as its lease may last; the rival waits for slow votes.
            old.elections(cluster.settings().electionMin(), LONGER_THAN_THE_LEASE);
            rival.elections(Duration.ofMillis(700), Duration.ofMillis(800));
            cluster.start();
            makeLeader();
            TestCluster.put(old, "k", "first");
            cluster.awaitEqualState(cluster.nodes());
            cluster.links().ratis().watchAppends((from, to, entries, namesPrevious) -> hold(from, to));
            cluster.links().ratis().watchVotes(this::renewThenVote);
            cutOffAllButTheRival();
            CompletableFuture<Outcome> renewal = TestCluster.write(old, "k", "old");
            if (!comesTrue(() -> lastIndex(rival) > old.replica().appliedIndex() && lastIndex(rival) == lastIndex(old))
                    || renewal.isDone()) {
                return false;
            }
            cluster.links().cutOneWay(old.id(), rival.id());
            if (!comesTrue(() -> renewed.getCount() == 0)
                    || !comesTrue(() -> rival.lease().leadingTerm() != LeaderLease.NO_TERM)) {
                return false;
            }
            // The voter's acknowledgement made the entry count, and the lease outlives the vote.
            boolean races = renewal.isDone()
                    && renewal.join() instanceof Outcome.PutDone
                    && rival.lease().leadingTerm() > old.lease().leadingTerm()
                    && readOrRefusal().equals("old")
                    && old.lease().isLeaseValid(old.lease().servingTerm());
            readUntilWellAfterTheRivalsFirstWrite();
            return races;
        }

        private void makeLeader() {
            TestNode leader = cluster.awaitLeader();
            if (leader != old) {
                TestCluster.join(leader.keyspace().handOver(old.id(), TestCluster.PATIENCE));
            }
        }

        private static boolean comesTrue(Callable<Boolean> condition) {
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(5))
                        .pollInterval(Duration.ofMillis(1))
                        .until(condition);
                return true;
            } catch (ConditionTimeoutException e) {
                return false;
            }
        }

        private void hold(String from, String to) {
            if (holding.get()
                    && from.equals(old.id().value())
                    && to.equals(voter.id().value())) {
                await(asked);
            }
        }

        /** Between the request for the vote and the vote. */
        private void renewThenVote(String from, String to, long term) {
            boolean forTheRival =
                    from.equals(rival.id().value()) && to.equals(voter.id().value());
            if (forTheRival && term > old.lease().leadingTerm() && asked.getCount() > 0) {
                long before = old.lease().validUntilNanos();
                asked.countDown();
                if (comesTrue(() -> old.lease().validUntilNanos() > before)) {
                    renewed.countDown();
                }
                cluster.links().cut(old.id(), voter.id());
            }
        }

        /**
         * An entry now reaches the rival, two of five; the voter would be the third. Only the rival can be elected, and
         * the old leader does not hear of it.
         */
        private void cutOffAllButTheRival() {
            holding.set(true);
            for (TestNode other : cluster.others(old)) {
                cluster.links().cutOneWay(other.id(), old.id());
                if (other != rival) {
                    cluster.others(other).forEach(third -> cluster.links().cutOneWay(other.id(), third.id()));
                }
                if (other != rival && other != voter) {
                    cluster.links().cutOneWay(old.id(), other.id());
                }
            }
        }

        private static long lastIndex(TestNode node) {
            return node.replica().status().lastIndex();
        }

        private void readUntilWellAfterTheRivalsFirstWrite() {
            CompletableFuture<Outcome> write = TestCluster.write(rival, "k", "new");
            long acknowledgedAt = 0;
            do {
                boolean acknowledged = write.isDone();
                String value = readOrRefusal();
                if (acknowledged) {
                    acknowledgedAt = acknowledgedAt == 0 ? System.nanoTime() : acknowledgedAt;
                    assertThat(value).isNotEqualTo("old");
                }
            } while (acknowledgedAt == 0 || System.nanoTime() - acknowledgedAt < TimeUnit.SECONDS.toNanos(1));
            assertThat(TestCluster.join(write)).isInstanceOf(Outcome.PutDone.class);
            assertThat(TestCluster.get(rival, "k")).isEqualTo("new");
        }

        private String readOrRefusal() {
            try {
                return TestCluster.read(old, "k", Duration.ofMillis(100)).join();
            } catch (CompletionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                assertThat(cause).isInstanceOf(RequestFailure.class);
                return "refused";
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
