package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Command;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.ReplicaGroup.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The path of writes and reads above consensus, one thread, manual time. */
class KeyspaceTest extends KeyspaceFixture {
    private CompletableFuture<Proven<MvccReader.ReadOutcome>> read(ReadOptions options) {
        return keyspace.read(
                RangeQuery.of(KeyRange.single(Bytes.utf8("k"))), options, timer.monotonicNanos() + 1_000_000_000L);
    }

    private int requestsOf(int proposal) {
        return replica.proposed.get(proposal).entry().batches().stream()
                .mapToInt(batch -> batch.requests().size())
                .sum();
    }

    @Test
    void shouldProposeAtOnceWhenNothingIsInFlightAndGatherWhileTwoAre() {
        lead();
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
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
        CompletableFuture<Committed> answer = write("k", 5000);
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
        CompletableFuture<Committed> answer = write("k", 1000);
        replica.proposed.remove(0).listener().indeterminate();
        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);

        CompletableFuture<Committed> late = write("k2", 1000);
        timer.advance(1100);
        assertFailed(late, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldKeepNobodyWaitingOnceItHasGivenUp() {
        lead();
        CompletableFuture<Committed> proposed = write("k", 60_000);

        keyspace.giveUp();
        timer.advance(1000);

        assertFailed(proposed, RequestFailure.Kind.INDETERMINATE);
        assertFailed(write("k2", 60_000), RequestFailure.Kind.STOPPED);
    }

    @Test
    void shouldKeepNobodyWaitingForACompactionOnceItHasGivenUp() {
        long deadline = timer.monotonicNanos() + 60_000_000_000L;
        CompletableFuture<Void> before = keyspace.awaitPhysicalCompaction(5, deadline);
        timer.advance(200);
        assertThat(before).isNotDone();

        keyspace.giveUp();
        CompletableFuture<Void> after = keyspace.awaitPhysicalCompaction(5, deadline);
        timer.advance(200);

        assertFailed(before, RequestFailure.Kind.INDETERMINATE);
        assertFailed(after, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldProposeAgainWhatNeverEnteredTheLog() {
        lead();
        CompletableFuture<Committed> answer = write("k", 1000);
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
        CompletableFuture<Committed> answer = write("k", 1000);
        timer.advance(1100);
        assertFailed(answer, RequestFailure.Kind.NO_LEADER);
        assertThat(replica.proposed).isEmpty();
        assertThat(peers.batches).isEmpty();
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

        assertThat(read(ReadOptions.LINEARIZABLE)).isCompleted();
        assertThat(replica.proposed).isEmpty();
    }

    @Test
    void shouldWaitForWhatIsCommittedButNotAppliedBeforeReadingUnderLease() {
        lead();
        write("k", 1000);
        replica.applyNext();
        replica.committed = replica.index + 1;
        write("k", 1000);

        CompletableFuture<Proven<MvccReader.ReadOutcome>> answer = read(ReadOptions.LINEARIZABLE);

        assertThat(answer).isNotDone();
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldShareOneBarrierWhenTheLeaseHasRunOut() {
        lead();
        CompletableFuture<Proven<MvccReader.ReadOutcome>> first = read(ReadOptions.LINEARIZABLE);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> second = read(ReadOptions.LINEARIZABLE);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> third = read(ReadOptions.LINEARIZABLE);
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
        Keyspace barriersOnly = keyspace(other, off, state, peers, timer, limits);
        long deadline = timer.monotonicNanos() + 1_000_000_000L;
        CompletableFuture<Vouch> first = barriersOnly.vouch(ReadOptions.LINEARIZABLE, deadline);
        CompletableFuture<Vouch> second = barriersOnly.vouch(ReadOptions.LINEARIZABLE, deadline);
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

        CompletableFuture<Proven<MvccReader.ReadOutcome>> answer = read(ReadOptions.LINEARIZABLE);

        assertThat(answer).isNotDone();
        replica.applyNext();
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldAskTheLeaderOnceForAllReadsThatWait() {
        replica.leader = OTHER;
        CompletableFuture<Proven<MvccReader.ReadOutcome>> first = read(ReadOptions.LINEARIZABLE);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> second = read(ReadOptions.LINEARIZABLE);
        CompletableFuture<Proven<MvccReader.ReadOutcome>> third = read(ReadOptions.LINEARIZABLE);
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
        CompletableFuture<Proven<MvccReader.ReadOutcome>> answer = read(ReadOptions.LINEARIZABLE);
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
        CompletableFuture<Proven<MvccReader.ReadOutcome>> answer = read(ReadOptions.LINEARIZABLE);
        peers.readIndexes.get(0).complete(readIndex(11));
        assertThat(answer).isNotDone();
        timer.advance(2000);
        assertFailed(answer, RequestFailure.Kind.TIMED_OUT);
    }

    @Test
    void shouldReadLocallyWhenAskedForSerializable() {
        replica.leader = null;
        assertThat(read(ReadOptions.SERIALIZABLE)).isCompleted();
        assertThat(peers.readIndexes).isEmpty();
    }

    @Test
    void shouldCommitAReleaseLastThenHandOverAndForwardWhatWaited() {
        lead();
        write("k", 1000);
        CompletableFuture<Boolean> done = keyspace.handOver(OTHER, Duration.ofSeconds(1));
        CompletableFuture<Committed> waiting = write("meanwhile", 1000);
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
}
