package io.quorate.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.ManualTimer;
import io.quorate.server.request.RequestFailure;
import io.quorate.server.request.RequestFailure.Kind;
import io.quorate.server.statemachine.StateDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Moves of leadership and looks into the state, one thread, manual time. */
class KeyspaceOperatorTest {
    private static final NodeId SELF = new NodeId("n1");
    private static final NodeId OTHER = new NodeId("n2");
    private static final NodeId THIRD = new NodeId("n3");
    private static final long SILENCE_MILLIS = 500;
    private static final long LAST_INDEX = 1_000;

    private final ManualTimer timer = new ManualTimer();
    private final Deque<Runnable> inspections = new ArrayDeque<>();
    private final Group group = new Group();
    private final Looks looks = new Looks();
    private final KeyspaceOperator operator = operator(inspections::add);

    private KeyspaceOperator operator(Executor inspection) {
        return new KeyspaceOperator(new KeyspaceOperator.Parts(
                group::status,
                group,
                looks,
                Duration.ofMillis(SILENCE_MILLIS),
                timer,
                timer,
                new Inspections(inspection)));
    }

    /** What the operator sees of the group, and the handovers it begins. */
    private static final class Group implements KeyspaceOperator.Handovers {
        final List<Duration> handovers = new ArrayList<>();
        final CompletableFuture<Boolean> done = new CompletableFuture<>();
        LeaseState lease = LeaseState.VALID;
        long silentMillis = 1;
        long matchIndex = LAST_INDEX;

        @Nullable
        NodeId leader = SELF;

        GroupStatus status() {
            return new GroupStatus(
                    SELF,
                    leader,
                    2,
                    LAST_INDEX,
                    LAST_INDEX,
                    new LogPosition(2, LAST_INDEX),
                    lease,
                    List.of(new PeerProgress(THIRD, LAST_INDEX, 1), new PeerProgress(OTHER, matchIndex, silentMillis)));
        }

        @Override
        public CompletableFuture<Boolean> handOver(NodeId to, Duration timeout) {
            assertThat(to).isEqualTo(OTHER);
            handovers.add(timeout);
            return done;
        }
    }

    private static final class Looks implements LocalState {
        @Nullable
        RuntimeException failure;

        boolean wanted;

        @Override
        public HashOutcome hash(long revision, BooleanSupplier stillWanted) {
            wanted = stillWanted.getAsBoolean();
            if (failure != null) {
                throw failure;
            }
            return new Hashed(9, 4, revision, 1);
        }

        @Override
        public StateDigest digest(BooleanSupplier stillWanted) {
            return new StateDigest(new LogPosition(2, 7), 11, 3);
        }

        @Override
        public ReadOutcome read(RangeQuery query) {
            throw new UnsupportedOperationException("no test asks for it");
        }

        @Override
        public long revision() {
            return 9;
        }

        @Override
        public long compactedRevision() {
            return 4;
        }

        @Override
        public long sizeBytes() {
            return 0;
        }

        @Override
        public boolean compactHistory() {
            return false;
        }

        @Override
        public long physicallyCompacted() {
            return 0;
        }
    }

    private CompletableFuture<Void> move(long patienceMillis) {
        return operator.moveLeader(
                OTHER,
                timer.monotonicNanos() + Duration.ofMillis(patienceMillis).toNanos());
    }

    private static Kind failure(CompletableFuture<?> future) {
        try {
            assertThat(future).isDone();
            future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RequestFailure known) {
                return known.kind();
            }
            throw e;
        }
        throw new AssertionError("completed normally");
    }

    @Test
    void shouldAnswerWhenTheOtherNodeLeads() {
        CompletableFuture<Void> move = move(7_000);
        assertThat(group.handovers).containsExactly(Duration.ofSeconds(3));
        assertThat(move).isNotDone();

        group.leader = OTHER;
        group.done.complete(true);

        assertThat(move).isCompleted();
    }

    @Test
    void shouldHaveNothingToDoWhenTheNodeLeadsAlready() {
        assertThat(operator.moveLeader(SELF, timer.monotonicNanos() + 1)).isCompleted();
        assertThat(group.handovers).isEmpty();
    }

    @Test
    void shouldRefuseWhenThisNodeDoesNotLead() {
        group.leader = null;
        assertThat(failure(move(100))).isEqualTo(Kind.NOT_LEADER);
        group.leader = OTHER;
        assertThat(failure(move(100))).isEqualTo(Kind.NOT_LEADER);
    }

    @Test
    void shouldGiveAHandoverNoMoreTimeThanThereIs() {
        CompletableFuture<Void> move = move(200);
        assertThat(group.handovers).containsExactly(Duration.ofMillis(200));

        group.done.complete(false);

        assertThat(failure(move)).isEqualTo(Kind.HANDOVER_FAILED);
    }

    @Test
    void shouldTellWhenAThirdNodeTookOver() {
        CompletableFuture<Void> move = move(200);

        group.leader = THIRD;
        group.done.complete(false);

        assertThat(failure(move)).isEqualTo(Kind.LEADER_CHANGED);
    }

    /** A handover stops service until it succeeds or fails: none begins that is bound to fail. */
    @Test
    void shouldNotBeginBeforeTheOtherNodeIsLikelyToTakeOver() {
        group.silentMillis = SILENCE_MILLIS + 1;
        CompletableFuture<Void> move = move(1_000);
        timer.advance(100);
        group.silentMillis = -1;
        timer.advance(100);
        group.silentMillis = 1;
        group.matchIndex = LAST_INDEX - 101;
        timer.advance(100);
        assertThat(group.handovers).isEmpty();

        group.matchIndex = LAST_INDEX - 100;
        timer.advance(10);

        assertThat(group.handovers).hasSize(1);
        assertThat(move).isNotDone();
    }

    @Test
    void shouldWaitUntilThisLeaderServesItself() {
        group.lease = LeaseState.WAITING_OUT;
        CompletableFuture<Void> move = move(1_000);
        timer.advance(100);
        group.lease = LeaseState.RELEASED;
        timer.advance(100);
        assertThat(group.handovers).isEmpty();

        group.lease = LeaseState.EXPIRED;
        timer.advance(10);

        assertThat(group.handovers).hasSize(1);
        assertThat(move).isNotDone();
    }

    @Test
    void shouldGiveUpInTimeWithoutHavingBegun() {
        group.silentMillis = -1;
        CompletableFuture<Void> move = move(300);
        timer.advance(290);
        assertThat(move).isNotDone();

        timer.advance(20);

        assertThat(failure(move)).isEqualTo(Kind.HANDOVER_FAILED);
        assertThat(group.handovers).isEmpty();
    }

    @Test
    void shouldTellWhenLeadershipWasLostWhileItWaited() {
        group.silentMillis = -1;
        CompletableFuture<Void> move = move(300);

        group.leader = THIRD;
        timer.advance(10);

        assertThat(failure(move)).isEqualTo(Kind.LEADER_CHANGED);
    }

    @Test
    void shouldHashOnItsThreadAndOnlyOnceAtATime() {
        CompletableFuture<MvccReader.HashOutcome> hash = operator.hash(8, () -> true);
        assertThat(hash).isNotDone();
        assertThat(failure(operator.hash(8, () -> true))).isEqualTo(Kind.OVERLOADED);
        assertThat(failure(operator.hashState(() -> true))).isEqualTo(Kind.OVERLOADED);

        inspections.remove().run();

        assertThat(hash).isCompletedWithValue(new MvccReader.Hashed(9, 4, 8, 1));
        assertThat(looks.wanted).isTrue();
        CompletableFuture<OperatorRequests.StateHash> state = operator.hashState(() -> true);
        inspections.remove().run();
        assertThat(state)
                .isCompletedWithValue(
                        new OperatorRequests.StateHash(new LogPosition(2, 7), 11, StateDigest.DEFINITION, 3));
    }

    @Test
    void shouldSayWhyThereIsNoHashAndGoOn() {
        looks.failure = new MvccReader.Unwanted();
        assertThat(failureOfHash()).isEqualTo(Kind.TIMED_OUT);
        looks.failure = new LocalState.Unavailable();
        assertThat(failureOfHash()).isEqualTo(Kind.LEADER_CHANGED);
        looks.failure = new IllegalStateException("damaged");
        assertThat(failureOfHash()).isEqualTo(Kind.STOPPED);
    }

    private Kind failureOfHash() {
        CompletableFuture<MvccReader.HashOutcome> hash = operator.hash(0, () -> true);
        inspections.remove().run();
        return failure(hash);
    }

    @Test
    void shouldRefuseToHashOnceTheNodeIsStopping() {
        KeyspaceOperator stopping = operator(task -> {
            throw new RejectedExecutionException();
        });
        assertThat(failure(stopping.hash(0, () -> true))).isEqualTo(Kind.STOPPED);
        assertThat(failure(stopping.hash(0, () -> true))).isEqualTo(Kind.STOPPED);
    }
}
