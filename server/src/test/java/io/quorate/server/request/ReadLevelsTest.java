package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reads of a node's own state promise, and what their proof says. One thread, manual time. */
class ReadLevelsTest {
    private static final long LEASE_MILLIS = 500;
    private static final double DRIFT = 0.01;

    private final ManualTimer timer = new ManualTimer();
    private final FakePeers peers = new FakePeers();
    private final FakeState state = new FakeState();
    private final LeaderLease lease =
            new LeaderLease(timer, new LeaderLease.Settings(Duration.ofMillis(LEASE_MILLIS), DRIFT, true));
    private final FakeReplica replica = new FakeReplica(lease, timer);
    private final Keyspace keyspace = KeyspaceFixture.keyspace(
            replica,
            lease,
            state,
            peers,
            timer,
            new RequestLimits(
                    8,
                    1 << 20,
                    4,
                    1 << 16,
                    2,
                    Duration.ofMillis(10),
                    new ReadSettings(DRIFT, Duration.ofMillis(200), Duration.ofMinutes(1))));

    @BeforeEach
    void follow() {
        replica.leader = new NodeId("n2");
        state.revision = 5;
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> read(ReadOptions options) {
        return keyspace.read(
                RangeQuery.of(KeyRange.single(Bytes.utf8("k"))), options, timer.monotonicNanos() + 1_000_000_000L);
    }

    private static ReadOptions bounded(long millis, OnMiss onMiss) {
        return ReadOptions.bounded(TimeUnit.MILLISECONDS.toNanos(millis), 0, onMiss);
    }

    private static ReadProof proof(CompletableFuture<Proven<MvccReader.ReadOutcome>> read) {
        assertThat(read).isCompleted();
        return read.join().proof();
    }

    private static RequestFailure failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        Throwable failure = catchThrowable(future::join);
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        return (RequestFailure) failure;
    }

    /** The leader answers the question that was asked last. */
    private void leaderAnswers() {
        peers.readIndexes
                .get(peers.readIndexes.size() - 1)
                .complete(new ReadIndexResult(PeerStatus.OK, null, new LogPosition(1, replica.index), true));
    }

    /** The state is known to have been fresh a given time ago. */
    private void freshSince(long millis) {
        CompletableFuture<?> known = read(ReadOptions.LINEARIZABLE);
        leaderAnswers();
        assertThat(known).isCompleted();
        timer.advance(millis);
    }

    @Test
    void shouldUpgradeABoundedReadWhileNothingIsKnown() {
        CompletableFuture<Proven<MvccReader.ReadOutcome>> read = read(bounded(1_000, OnMiss.UPGRADE));
        assertThat(read).isNotDone();
        assertThat(state.reads).isZero();

        leaderAnswers();

        assertThat(proof(read)).isEqualTo(new ReadProof(ReadPath.READ_INDEX, new LogPosition(1, 10), 0));
    }

    @Test
    void shouldServeABoundedReadHereAndSayHowStaleItIs() {
        freshSince(99);

        ReadProof proof = proof(read(bounded(150, OnMiss.ERROR)));

        // 99 ms on a clock that may run slow by one in a hundred.
        assertThat(proof).isEqualTo(new ReadProof(ReadPath.LOCAL, new LogPosition(1, 10), 100));
        assertThat(peers.readIndexes).hasSize(1);
    }

    /** What was acknowledged between the question and its answer need not be here. */
    @Test
    void shouldCountStalenessFromWhenTheLeaderWasAsked() {
        CompletableFuture<?> known = read(ReadOptions.LINEARIZABLE);
        timer.advance(300);
        leaderAnswers();
        assertThat(known).isCompleted();

        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isEqualTo(304);
        assertThat(failure(read(bounded(303, OnMiss.ERROR))).kind()).isEqualTo(RequestFailure.Kind.TOO_STALE);
    }

    /** The answer says how far the leader was, not how far this node is. */
    @Test
    void shouldCountNothingAsFreshThatIsNotAppliedYet() {
        CompletableFuture<?> known = read(ReadOptions.LINEARIZABLE);
        peers.readIndexes
                .get(0)
                .complete(new ReadIndexResult(PeerStatus.OK, null, new LogPosition(1, replica.index + 1), true));

        assertThat(known).isNotDone();
        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isEqualTo(ReadProof.UNKNOWN);
    }

    /** An answer that comes after the value was read says nothing about the value. */
    @Test
    void shouldNotTakeWhatIsLearntAfterTheReadForKnownOfTheValue() {
        freshSince(150);
        CompletableFuture<?> asking = read(ReadOptions.LINEARIZABLE);
        state.afterRead = () -> {
            state.afterRead = () -> {};
            leaderAnswers();
        };

        ReadProof proof = proof(read(ReadOptions.SERIALIZABLE));

        assertThat(asking).isCompleted();
        assertThat(proof.stalenessMillis()).isEqualTo(152);
        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isLessThanOrEqualTo(1);
    }

    @Test
    void shouldRefuseABoundedReadThatMayNotWaitAndSayWhy() {
        freshSince(150);

        RequestFailure failure = failure(read(bounded(100, OnMiss.ERROR)));

        assertThat(failure.kind()).isEqualTo(RequestFailure.Kind.TOO_STALE);
        assertThat(failure.detail())
                .isEqualTo("this node has revision 5; its state is 152 ms old at most, allowed are" + " 100 ms");
    }

    @Test
    void shouldWaitUntilThisNodeIsFreshEnough() {
        freshSince(150);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> read = read(bounded(100, OnMiss.WAIT));
        assertThat(read).isNotDone();
        timer.advance(20);

        leaderAnswers();

        assertThat(proof(read)).isEqualTo(new ReadProof(ReadPath.LOCAL, new LogPosition(1, 10), 21));
    }

    @Test
    void shouldNotWaitForeverWhenNoLeaderAnswers() {
        CompletableFuture<?> read = read(bounded(100, OnMiss.WAIT));

        timer.advance(1_100);

        assertThat(failure(read).kind()).isEqualTo(RequestFailure.Kind.TIMED_OUT);
    }

    @Test
    void shouldKeepAskingWhileReadsWantToKnowAndStopAMinuteLater() {
        freshSince(0);
        assertThat(proof(read(bounded(1_000, OnMiss.ERROR))).stalenessMillis()).isLessThanOrEqualTo(1);
        for (int i = 0; i < 10; i++) {
            timer.advance(250);
            leaderAnswers();
        }
        assertThat(peers.readIndexes).as("one in 200 ms, and the first").hasSize(11);
        assertThat(proof(read(bounded(300, OnMiss.ERROR))).path()).isEqualTo(ReadPath.LOCAL);

        timer.advance(61_000);
        leaderAnswers();
        int asked = peers.readIndexes.size();
        timer.advance(10_000);

        assertThat(peers.readIndexes).hasSize(asked);
    }

    @Test
    void shouldGoOnServingWithinItsBoundWhileTheLeaderIsAway() {
        freshSince(0);
        replica.leader = null;
        timer.advance(5_000);

        assertThat(proof(read(bounded(6_000, OnMiss.ERROR))).stalenessMillis()).isEqualTo(5_051);
        assertThat(failure(read(bounded(5_000, OnMiss.ERROR))).kind()).isEqualTo(RequestFailure.Kind.TOO_STALE);
        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isEqualTo(5_051);
    }

    @Test
    void shouldSayThatNothingIsKnownRatherThanGuess() {
        assertThat(proof(read(ReadOptions.SERIALIZABLE)))
                .isEqualTo(new ReadProof(ReadPath.LOCAL, new LogPosition(1, 10), ReadProof.UNKNOWN));
    }

    /** A machine that sleeps has a monotonic clock that stands still. */
    @Test
    void shouldCountTheTimeThatOnlyTheWallClockSaw() {
        freshSince(10);
        timer.sleep(3_000);

        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isEqualTo(3_011);
        assertThat(failure(read(bounded(1_000, OnMiss.ERROR))).kind()).isEqualTo(RequestFailure.Kind.TOO_STALE);
    }

    @Test
    void shouldNotBelieveAWallClockThatIsSetBack() {
        freshSince(100);
        timer.sleep(-60_000);

        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis()).isEqualTo(102);
    }

    @Test
    void shouldKnowThatALeaderUnderLeaseHasTheNewest() {
        replica.leader = replica.self;
        lease.becameLeader(1);
        lease.leaderReady(1, true);
        keyspace.leading(1);
        CompletableFuture<?> barrier = read(ReadOptions.LINEARIZABLE);
        replica.applyNext();
        assertThat(barrier).isCompleted();

        assertThat(proof(read(bounded(0, OnMiss.ERROR))))
                .isEqualTo(new ReadProof(ReadPath.LEASE, new LogPosition(1, 11), 0));
        assertThat(proof(read(ReadOptions.SERIALIZABLE)))
                .isEqualTo(new ReadProof(ReadPath.LOCAL, new LogPosition(1, 11), 0));

        replica.committed++;
        assertThat(proof(read(ReadOptions.SERIALIZABLE)).stalenessMillis())
                .as("something is committed that is not applied here")
                .isNotZero();
    }

    @Test
    void shouldServeASessionOnceItsRevisionIsHere() {
        assertThat(proof(read(ReadOptions.session(5, OnMiss.ERROR))).path()).isEqualTo(ReadPath.LOCAL);
        assertThat(failure(read(ReadOptions.session(6, OnMiss.ERROR))).kind()).isEqualTo(RequestFailure.Kind.TOO_STALE);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> waiting = read(ReadOptions.session(7, OnMiss.WAIT));
        replica.applyElsewhere();
        state.revision = 6;
        replica.applyElsewhere();
        assertThat(waiting).isNotDone();

        state.revision = 7;
        replica.applyElsewhere();

        assertThat(proof(waiting).path()).isEqualTo(ReadPath.LOCAL);
        assertThat(peers.readIndexes).isEmpty();
    }

    @Test
    void shouldSayWhatASessionWaitedForInVain() {
        CompletableFuture<?> waiting = read(ReadOptions.session(7, OnMiss.WAIT));

        timer.advance(1_100);

        assertThat(failure(waiting).kind()).isEqualTo(RequestFailure.Kind.TIMED_OUT);
        assertThat(failure(waiting).detail()).isEqualTo("this node waited for revision 7 and has 5");
    }

    @Test
    void shouldTellASessionThatItsRevisionIsNotOfThisKeyspace() {
        CompletableFuture<?> read = read(ReadOptions.session(7, OnMiss.UPGRADE));

        leaderAnswers();

        assertThat(failure(read).kind()).isEqualTo(RequestFailure.Kind.REVISION_AHEAD);
    }

    @Test
    void shouldHoldABoundedReadToItsRevisionToo() {
        freshSince(10);
        long bound = TimeUnit.MILLISECONDS.toNanos(100);

        assertThat(failure(read(ReadOptions.bounded(bound, 6, OnMiss.ERROR))).kind())
                .isEqualTo(RequestFailure.Kind.TOO_STALE);
        assertThat(proof(read(ReadOptions.bounded(bound, 5, OnMiss.ERROR))).path())
                .isEqualTo(ReadPath.LOCAL);
    }
}
