package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.ReplicaGroup.Refusal;
import io.quorate.server.statemachine.StateDigest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The path of writes and reads above consensus, one thread, manual time. */
class KeyspaceTest {
    private static final long LEASE_MILLIS = 500;
    private static final NodeId OTHER = new NodeId("n2");

    private final ManualTimer timer = new ManualTimer();
    private final FakePeers peers = new FakePeers();
    private final FakeState state = new FakeState();
    private final LeaderLease lease =
            new LeaderLease(timer, new LeaderLease.Settings(Duration.ofMillis(LEASE_MILLIS), 0.01, true));
    private final FakeReplica replica = new FakeReplica(lease, timer);
    private final RequestLimits limits = new RequestLimits(8, 1 << 20, 4, 1 << 16, 2, Duration.ofMillis(10));
    private final Keyspace keyspace = new Keyspace(
            new Keyspace.Parts(GroupId.of("c", "default"), replica, state, lease, peers, timer, timer, timer, timer),
            limits,
            Metrics.none());

    private static final class FakeState implements LocalState {
        int reads;

        @Override
        public ReadOutcome read(RangeQuery query) {
            reads++;
            return new MvccReader.Found(reads, new RangeResult(List.of(), false, 0));
        }

        @Override
        public long revision() {
            return reads;
        }

        @Override
        public long compactedRevision() {
            return 0;
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

        @Override
        public HashOutcome hash(long revision, BooleanSupplier wanted) {
            throw new UnsupportedOperationException("no test asks for it");
        }

        @Override
        public StateDigest digest(BooleanSupplier wanted) {
            throw new UnsupportedOperationException("no test asks for it");
        }
    }

    private static final class FakePeers implements PeerCalls {
        final List<byte[]> batches = new ArrayList<>();
        final List<NodeId> targets = new ArrayList<>();
        final List<CompletableFuture<ForwardResult>> forwards = new ArrayList<>();
        final List<CompletableFuture<ReadIndexResult>> readIndexes = new ArrayList<>();

        @Override
        public CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout) {
            batches.add(batch);
            targets.add(to);
            forwards.add(new CompletableFuture<>());
            return forwards.get(forwards.size() - 1);
        }

        @Override
        public CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout) {
            readIndexes.add(new CompletableFuture<>());
            return readIndexes.get(readIndexes.size() - 1);
        }

        @Override
        public LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) {
            throw new UnsupportedOperationException();
        }
    }

    private void lead() {
        lease.becameLeader(1);
        lease.leaderReady(1, true);
        keyspace.leading(1);
    }

    private CompletableFuture<Outcome> write(String key, long timeoutMillis) {
        return keyspace.write(
                new Request(null, Command.Put.of(Bytes.utf8(key), Bytes.EMPTY)),
                10,
                timer.monotonicNanos() + timeoutMillis * 1_000_000);
    }

    private CompletableFuture<MvccReader.ReadOutcome> read(ReadLevel level) {
        return keyspace.read(
                RangeQuery.of(KeyRange.single(Bytes.utf8("k"))), level, timer.monotonicNanos() + 1_000_000_000L);
    }

    private int requestsOf(int proposal) {
        return replica.proposed.get(proposal).entry().batches().stream()
                .mapToInt(batch -> batch.requests().size())
                .sum();
    }

    @Test
    void shouldProposeAtOnceWhenNothingIsInFlightAndGatherWhileTwoAre() {
        lead();
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(write("k" + i, 1000));
        }
        assertThat(replica.proposed).hasSize(2);
        assertThat(requestsOf(0)).isEqualTo(1);

        replica.applyNext();

        assertThat(replica.proposed).hasSize(2);
        assertThat(requestsOf(1)).isEqualTo(4);
        assertThat(answers.get(0)).isCompleted();
        assertThat(answers.get(2)).isNotDone();
        replica.applyNext();
        replica.applyNext();
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void shouldRefuseWhatIsTooMuchInFlightBeforeAnythingIsDone() {
        lead();
        for (int i = 0; i < limits.requests(); i++) {
            assertThat(write("k" + i, 1000)).isNotDone();
        }

        assertFailed(write("more", 1000), RequestFailure.Kind.OVERLOADED);

        replica.applyNext();
        assertThat(write("now", 1000)).isNotDone();
    }

    @Test
    void shouldHoldWritesUntilTheWaitOutIsOver() {
        lease.becameLeader(1);
        lease.leaderReady(1, false);
        keyspace.leading(1);
        CompletableFuture<Outcome> answer = write("k", 5000);
        timer.advance(LEASE_MILLIS - 10);
        assertThat(replica.proposed).isEmpty();

        timer.advance(100);

        assertThat(replica.proposed).hasSize(1);
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldReportAnUnknownOutcomeAsUnknown() {
        lead();
        CompletableFuture<Outcome> answer = write("k", 1000);
        replica.proposed.remove(0).listener().indeterminate();
        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);

        CompletableFuture<Outcome> late = write("k2", 1000);
        timer.advance(1100);
        assertFailed(late, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldKeepNobodyWaitingOnceItHasGivenUp() {
        lead();
        CompletableFuture<Outcome> proposed = write("k", 60_000);

        keyspace.giveUp();
        timer.advance(1000);

        assertFailed(proposed, RequestFailure.Kind.INDETERMINATE);
        assertFailed(write("k2", 60_000), RequestFailure.Kind.STOPPED);
    }

    @Test
    void shouldProposeAgainWhatNeverEnteredTheLog() {
        lead();
        CompletableFuture<Outcome> answer = write("k", 1000);
        replica.proposed.remove(0).listener().refused(Refusal.NOT_LEADER);
        assertThat(replica.proposed).isEmpty();

        timer.advance(20);

        assertThat(requestsOf(0)).isEqualTo(1);
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldFailAWriteThatFoundNoLeaderAsNotDone() {
        replica.leader = null;
        CompletableFuture<Outcome> answer = write("k", 1000);
        timer.advance(1100);
        assertFailed(answer, RequestFailure.Kind.NO_LEADER);
        assertThat(replica.proposed).isEmpty();
        assertThat(peers.batches).isEmpty();
    }

    @Test
    void shouldForwardUnderAStampAndResendTheSameBytesWhenTheAnswerIsLost() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> answer = write("k", 1000);
        assertThat(peers.batches).hasSize(1);
        SessionStamp stamp = stampOf(peers.batches.get(0));
        assertThat(stamp.sequence()).isEqualTo(1);

        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(20);

        assertThat(peers.batches).hasSize(2);
        assertThat(peers.batches.get(1)).isEqualTo(peers.batches.get(0));
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(new Outcome.PutDone(7, null)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, new LogPosition(1, 3), outcome));
        assertThat(answer).isCompletedWithValue(new Outcome.PutDone(7, null));
    }

    @Test
    void shouldProposeALostForwardItselfUnderTheSameStampWhenItHasBecomeLeader() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> answer = write("k", 1000);
        replica.leader = replica.self;
        lead();

        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(20);

        Batch batch = replica.proposed.get(0).entry().batches().get(0);
        assertThat(batch.stamp()).isEqualTo(stampOf(peers.batches.get(0)));
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldCallAForwardedWriteIndeterminateWhileAnyAttemptHasNoAnswer() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> unanswered = write("k", 1000);
        timer.advance(1100);
        assertFailed(unanswered, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldCallAForwardedWriteNotDoneWhenEveryAttemptWasTurnedAway() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> answer = write("k", 100);
        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.NOT_LEADER));
        replica.leader = null;
        timer.advance(200);
        assertFailed(answer, RequestFailure.Kind.NO_LEADER);
    }

    @Test
    void shouldForgetNothingThatIsStillOutstanding() {
        replica.leader = OTHER;
        write("a", 1000);
        write("b", 1000);
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(new Outcome.PutDone(7, null)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, outcome));

        write("c", 1000);

        assertThat(stampOf(peers.batches.get(2)).acknowledgedBelow()).isEqualTo(1);
    }

    @Test
    void shouldAcknowledgeNothingBeforeAnyBatchIsKnownToBeApplied() {
        replica.leader = OTHER;
        write("given up", 100);
        timer.advance(200);
        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.NOT_LEADER));
        timer.advance(20);

        write("next", 1000);

        assertThat(stampOf(peers.batches.get(1)).sequence()).isEqualTo(2);
        assertThat(stampOf(peers.batches.get(1)).acknowledgedBelow()).isEqualTo(1);
    }

    @Test
    void shouldGoOnUnderANewSessionWhenTheGroupHasForgottenTheOldOne() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> answer = write("k", 1000);
        byte[] expired = CommandCodec.encodeOutcomes(List.of(new Outcome.Rejected(1, Rejection.SESSION_EXPIRED)));
        peers.forwards.get(0).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, expired));

        assertThat(stampOf(peers.batches.get(1)).session())
                .isNotEqualTo(stampOf(peers.batches.get(0)).session());
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(new Outcome.PutDone(7, null)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, outcome));
        assertThat(answer).isCompletedWithValue(new Outcome.PutDone(7, null));
    }

    @Test
    void shouldCallAnExpiredBatchIndeterminateWhenAnEarlierAttemptWasLost() {
        replica.leader = OTHER;
        CompletableFuture<Outcome> answer = write("k", 1000);
        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(20);
        byte[] expired = CommandCodec.encodeOutcomes(List.of(new Outcome.Rejected(1, Rejection.SESSION_EXPIRED)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, expired));
        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldTurnAwayAForwardedBatchWhenItDoesNotLead() {
        replica.leader = OTHER;
        ForwardResult result = keyspace.forwarded(new byte[] {1}).join();
        assertThat(result.status()).isEqualTo(PeerStatus.NOT_LEADER);
        assertThat(result.leaderHint()).isEqualTo(OTHER);
        assertThat(peers.batches).isEmpty();
    }

    @Test
    void shouldKeepWhatDoesNotDecodeOutOfTheLog() {
        lead();

        ForwardResult result = keyspace.forwarded(new byte[] {1, 2, 3}).join();

        assertThat(result.status()).isEqualTo(PeerStatus.REFUSED);
        assertThat(replica.proposed).isEmpty();
    }

    @Test
    void shouldReadUnderAValidLeaseWithoutAsking() {
        lead();
        write("k", 1000);
        replica.applyNext();

        assertThat(read(ReadLevel.LINEARIZABLE)).isCompleted();
        assertThat(replica.proposed).isEmpty();
    }

    @Test
    void shouldWaitForWhatIsCommittedButNotAppliedBeforeReadingUnderLease() {
        lead();
        write("k", 1000);
        replica.applyNext();
        replica.committed = replica.index + 1;
        write("k", 1000);

        CompletableFuture<MvccReader.ReadOutcome> answer = read(ReadLevel.LINEARIZABLE);

        assertThat(answer).isNotDone();
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldShareOneBarrierWhenTheLeaseHasRunOut() {
        lead();
        CompletableFuture<MvccReader.ReadOutcome> first = read(ReadLevel.LINEARIZABLE);
        CompletableFuture<MvccReader.ReadOutcome> second = read(ReadLevel.LINEARIZABLE);
        CompletableFuture<MvccReader.ReadOutcome> third = read(ReadLevel.LINEARIZABLE);
        assertThat(replica.proposed).hasSize(1);
        assertThat(state.reads).isZero();

        replica.applyNext();

        assertThat(first).isCompleted();
        assertThat(second)
                .as("the barrier's entry has made the lease valid again")
                .isCompleted();
        assertThat(third).isCompleted();
        assertThat(replica.proposed).isEmpty();
    }

    @Test
    void shouldNotLetAReadShareABarrierThatWasProposedBeforeIt() {
        LeaderLease off = new LeaderLease(timer, new LeaderLease.Settings(Duration.ofMillis(500), 0.01, false));
        off.becameLeader(1);
        off.leaderReady(1, true);
        FakeReplica other = new FakeReplica(off, timer);
        Keyspace barriersOnly = new Keyspace(
                new Keyspace.Parts(GroupId.of("c", "d"), other, state, off, peers, timer, timer, timer, timer),
                limits,
                Metrics.none());
        long deadline = timer.monotonicNanos() + 1_000_000_000L;
        CompletableFuture<Long> first = barriersOnly.awaitLinearizable(deadline);
        CompletableFuture<Long> second = barriersOnly.awaitLinearizable(deadline);
        assertThat(other.proposed).hasSize(1);

        other.applyNext();

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(other.proposed).hasSize(1);
        other.applyNext();
        assertThat(second).isCompleted();
    }

    @Test
    void shouldDiscardAValueReadWhenTheLeaseRanOutMeanwhile() {
        lead();
        write("k", 1000);
        replica.applyNext();
        timer.advance(LEASE_MILLIS + 1);

        CompletableFuture<MvccReader.ReadOutcome> answer = read(ReadLevel.LINEARIZABLE);

        assertThat(answer).isNotDone();
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldAskTheLeaderOnceForAllReadsThatWait() {
        replica.leader = OTHER;
        CompletableFuture<MvccReader.ReadOutcome> first = read(ReadLevel.LINEARIZABLE);
        CompletableFuture<MvccReader.ReadOutcome> second = read(ReadLevel.LINEARIZABLE);
        CompletableFuture<MvccReader.ReadOutcome> third = read(ReadLevel.LINEARIZABLE);
        assertThat(peers.readIndexes).hasSize(1);

        peers.readIndexes.get(0).complete(readIndex(10));

        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(peers.readIndexes).hasSize(2);
        peers.readIndexes.get(1).complete(readIndex(10));
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
    }

    /** Else it would hear with the next heartbeat that what it is to wait for is committed. */
    @Test
    void shouldAnnounceTheCommittedEntryToWhoIsGivenItToReadAt() {
        lead();
        write("k", 1000);
        replica.applyNext();

        assertThat(keyspace.readIndex(OTHER)).isCompletedWithValueMatching(result -> result.status() == PeerStatus.OK);

        assertThat(replica.announced).containsExactly(OTHER + " 11");
    }

    @Test
    void shouldAnnounceNothingThatItDoesNotVouchFor() {
        replica.leader = OTHER;

        assertThat(keyspace.readIndex(OTHER)).isCompletedWithValueMatching(result -> result.status() != PeerStatus.OK);

        assertThat(replica.announced).isEmpty();
    }

    @Test
    void shouldAskAgainWhenANewerLeaderMayHaveGivenMoreThanTheOneThatVouched() {
        replica.leader = OTHER;
        CompletableFuture<MvccReader.ReadOutcome> answer = read(ReadLevel.LINEARIZABLE);
        replica.term = 2;

        peers.readIndexes.get(0).complete(readIndex(10));

        assertThat(answer).isNotDone();
        assertThat(peers.readIndexes).hasSize(2);
        peers.readIndexes.get(1).complete(new ReadIndexResult(PeerStatus.OK, null, new LogPosition(2, 10), true));
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldWaitUntilTheReadIndexIsAppliedHere() {
        replica.leader = OTHER;
        CompletableFuture<MvccReader.ReadOutcome> answer = read(ReadLevel.LINEARIZABLE);
        peers.readIndexes.get(0).complete(readIndex(11));
        assertThat(answer).isNotDone();
        timer.advance(2000);
        assertFailed(answer, RequestFailure.Kind.TIMED_OUT);
    }

    @Test
    void shouldReadLocallyWhenAskedForSerializable() {
        replica.leader = null;
        assertThat(read(ReadLevel.SERIALIZABLE)).isCompleted();
        assertThat(peers.readIndexes).isEmpty();
    }

    @Test
    void shouldCommitAReleaseLastThenHandOverAndForwardWhatWaited() {
        lead();
        write("k", 1000);
        CompletableFuture<Boolean> done = keyspace.handOver(OTHER, Duration.ofSeconds(1));
        CompletableFuture<Outcome> waiting = write("meanwhile", 1000);
        assertThat(replica.proposed).hasSize(1);

        replica.applyNext();
        timer.advance(2);
        assertThat(replica.proposed).hasSize(1);
        assertThat(replica.proposed.get(0).entry().batches().get(0).requests())
                .containsExactly(new Request(null, new Command.Release()));
        replica.applyNext();

        assertThat(done).isCompletedWithValue(true);
        lease.lostLeadership();
        keyspace.following();
        assertThat(peers.targets).containsExactly(OTHER);
        assertThat(waiting).isNotDone();
    }

    private static ReadIndexResult readIndex(long index) {
        return new ReadIndexResult(PeerStatus.OK, null, new LogPosition(1, index), true);
    }

    private static SessionStamp stampOf(byte[] batch) {
        return Optional.ofNullable(CommandCodec.decodeBatch(batch).stamp()).orElseThrow();
    }

    private static void assertFailed(CompletableFuture<?> future, RequestFailure.Kind kind) {
        assertThat(future).isCompletedExceptionally();
        Throwable failure = future.handle((value, error) -> error).join();
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        assertThat(failure).isInstanceOf(RequestFailure.class);
        assertThat(((RequestFailure) failure).kind()).isEqualTo(kind);
    }
}
