package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.RangeQuery;
import io.quorate.server.replication.LocalState;
import io.quorate.server.statemachine.StateDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaders that stand still, in whole or in part; {@code KillIT} stops whole processes. */
class PauseIT {
    @TempDir
    private Path directory;

    private final Map<TestNode, PausableState> states = new HashMap<>();
    private TestCluster cluster;

    PauseIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick());
        for (TestNode node : cluster.nodes()) {
            node.reads(state -> {
                PausableState pausable = new PausableState(state);
                states.put(node, pausable);
                return pausable;
            });
        }
        cluster.start();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    /** The value was read under a valid lease; then its thread stood still until another leader had served. */
    @Test
    void shouldDiscardAValueThatWasReadBeforeAPause() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "old");
        Pause pause = states.get(leader).pauseAfterNextRead();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> TestCluster.get(leader, "k"));
        pause.awaitBegin();
        assertThat(leader.lease().isLeaseValid(leader.lease().servingTerm())).isTrue();

        cluster.isolate(leader);
        TestNode next = cluster.awaitLeaderAmong(cluster.others(leader));
        TestCluster.put(next, "k", "new");
        cluster.links().healAll();
        pause.end();

        assertThat(TestCluster.join(read)).isEqualTo("new");
    }

    /**
     * A machine that was suspended, and its monotonic clock with it: the lease would seem good for ten seconds more.
     */
    @Test
    void shouldDropTheLeaseWhenItsClockStoodStill() {
        TestNode leader = cluster.awaitLeader();
        TestCluster.put(leader, "k", "v");
        long term = leader.lease().servingTerm();

        leader.clock().jump(Duration.ofSeconds(-10));

        Awaitility.await("the lease is dropped")
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !leader.lease().isLeaseValid(term));
        assertThat(TestCluster.get(leader, "k")).isEqualTo("v");
        TestCluster.put(leader, "k", "w");
        assertThat(TestCluster.get(leader, "k")).isEqualTo("w");
    }

    /** One read that has its value and does not go on. */
    private static final class Pause {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        void take() {
            begun.countDown();
            await(ended);
        }

        void awaitBegin() {
            await(begun);
        }

        void end() {
            ended.countDown();
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

    private static final class PausableState implements LocalState {
        private final LocalState state;
        private final AtomicReference<@Nullable Pause> next = new AtomicReference<>();

        PausableState(LocalState state) {
            this.state = state;
        }

        Pause pauseAfterNextRead() {
            Pause pause = new Pause();
            next.set(pause);
            return pause;
        }

        @Override
        public ReadOutcome read(RangeQuery query) {
            ReadOutcome outcome = state.read(query);
            Pause pause = next.getAndSet(null);
            if (pause != null) {
                pause.take();
            }
            return outcome;
        }

        @Override
        public long revision() {
            return state.revision();
        }

        @Override
        public long compactedRevision() {
            return state.compactedRevision();
        }

        @Override
        public long sizeBytes() {
            return state.sizeBytes();
        }

        @Override
        public boolean compactHistory() {
            return state.compactHistory();
        }

        @Override
        public long physicallyCompacted() {
            return state.physicallyCompacted();
        }

        @Override
        public HashOutcome hash(long revision, BooleanSupplier wanted) {
            return state.hash(revision, wanted);
        }

        @Override
        public StateDigest digest(BooleanSupplier wanted) {
            return state.digest(wanted);
        }
    }
}
