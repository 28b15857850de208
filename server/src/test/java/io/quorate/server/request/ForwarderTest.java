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
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.SessionId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of writes on a node that does not lead. */
class ForwarderTest extends KeyspaceFixture {
    @Test
    void shouldForwardUnderAStampAndResendTheSameBytesWhenTheAnswerIsLost() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 1000);
        assertThat(peers.batches).hasSize(1);
        SessionStamp stamp = stampOf(peers.batches.get(0));
        assertThat(stamp.sequence()).isEqualTo(1);

        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(20);

        assertThat(peers.batches).hasSize(2);
        assertThat(peers.batches.get(1)).isEqualTo(peers.batches.get(0));
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(new Outcome.PutDone(7, null)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, new LogPosition(1, 3), outcome));
        assertThat(answer).isCompletedWithValueMatching(done -> done.outcome().equals(new Outcome.PutDone(7, null)));
    }

    @Test
    void shouldProposeALostForwardItselfUnderTheSameStampWhenItHasBecomeLeader() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 1000);
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
        CompletableFuture<Committed> unanswered = write("k", 1000);
        timer.advance(1100);
        assertFailed(unanswered, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldCallAForwardedWriteNotDoneWhenEveryAttemptWasTurnedAway() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 100);
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
        CompletableFuture<Committed> answer = write("k", 1000);
        byte[] expired = CommandCodec.encodeOutcomes(List.of(new Outcome.Rejected(1, Rejection.SESSION_EXPIRED)));
        peers.forwards.get(0).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, expired));

        assertThat(stampOf(peers.batches.get(1)).session())
                .isNotEqualTo(stampOf(peers.batches.get(0)).session());
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(new Outcome.PutDone(7, null)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, outcome));
        assertThat(answer).isCompletedWithValueMatching(done -> done.outcome().equals(new Outcome.PutDone(7, null)));
    }

    @Test
    void shouldCallAnExpiredBatchIndeterminateWhenAnEarlierAttemptWasLost() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 1000);
        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(20);
        byte[] expired = CommandCodec.encodeOutcomes(List.of(new Outcome.Rejected(1, Rejection.SESSION_EXPIRED)));
        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, expired));
        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);
    }

    /** Of two writes in one batch one may run out of time earlier than the other. */
    @Test
    void shouldNeverSendAgainWhatItHasCalledNotDone() {
        replica.leader = OTHER;
        List<CompletableFuture<Committed>> before = fillTheWay();
        CompletableFuture<Committed> impatient = write("impatient", 100);
        CompletableFuture<Committed> patient = write("patient", 2000);
        answer(0);
        assertThat(before.get(0)).isCompleted();
        assertThat(requestsIn(4)).isEqualTo(2);
        peers.forwards.get(4).complete(ForwardResult.of(PeerStatus.NOT_LEADER));
        replica.leader = null;
        timer.advance(200);
        assertFailed(impatient, RequestFailure.Kind.NO_LEADER);
        assertThat(patient).isNotDone();

        replica.leader = OTHER;
        timer.advance(60);

        assertThat(peers.batches).hasSize(6);
        assertThat(requestsIn(5)).isEqualTo(1);
        assertThat(stampOf(peers.batches.get(5)).sequence()).isEqualTo(6);
        answer(5);
        assertThat(patient).isCompleted();
    }

    @Test
    void shouldNotKnowWhatBecameOfOneOfABatchWhoseAttemptWasLost() {
        replica.leader = OTHER;
        fillTheWay();
        CompletableFuture<Committed> impatient = write("impatient", 100);
        CompletableFuture<Committed> patient = write("patient", 2000);
        answer(0);
        peers.forwards.get(4).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        replica.leader = null;
        timer.advance(200);
        assertFailed(impatient, RequestFailure.Kind.INDETERMINATE);

        replica.leader = OTHER;
        timer.advance(60);

        assertThat(peers.batches.get(5)).as("its stamp lets it be applied once").isEqualTo(peers.batches.get(4));
        assertThat(patient).isNotDone();
    }

    /** One that is cut off never answers; nobody need wait for it once another leads. */
    @Test
    void shouldSendAgainAtOnceWhatIsStillWithAFormerLeader() {
        NodeId next = new NodeId("n3");
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 1000);
        keyspace.leaderKnown();
        assertThat(peers.batches).as("it still leads").hasSize(1);

        replica.leader = next;
        keyspace.leaderKnown();

        assertThat(peers.targets).containsExactly(OTHER, next);
        assertThat(peers.batches.get(1)).isEqualTo(peers.batches.get(0));
        peers.forwards.get(0).complete(ForwardResult.of(PeerStatus.INDETERMINATE));
        timer.advance(50);
        assertThat(peers.batches)
                .as("what the former leader says is not listened to")
                .hasSize(2);
        answer(1);
        assertThat(answer).isCompleted();
    }

    @Test
    void shouldNotKnowWhatBecameOfAWriteThatAFormerLeaderHadWhenTimeRunsOut() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 200);
        replica.leader = new NodeId("n3");
        keyspace.leaderKnown();
        peers.forwards.get(1).complete(ForwardResult.of(PeerStatus.NOT_LEADER));
        replica.leader = null;

        timer.advance(300);

        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);
    }

    @Test
    void shouldTellAClientWhoseOwnSessionWasForgotten() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = keyspace.write(
                new Request(new SessionStamp(new SessionId(1, 2), 3, 3), Command.Put.of(Bytes.utf8("k"), Bytes.EMPTY)),
                10,
                timer.monotonicNanos() + 1_000_000_000L);
        Outcome.Rejected forgotten = new Outcome.Rejected(1, Rejection.SESSION_EXPIRED);
        byte[] outcome = CommandCodec.encodeOutcomes(List.of(forgotten));
        peers.forwards.get(0).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, outcome));
        assertThat(peers.batches).as("it may be our session that is meant").hasSize(2);

        peers.forwards.get(1).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, outcome));

        assertThat(peers.batches).hasSize(2);
        assertThat(answer).isCompletedWithValueMatching(done -> done.outcome().equals(forgotten));
    }

    @Test
    void shouldNotKnowWhatAnAnswerOfTheWrongLengthMeans() {
        replica.leader = OTHER;
        CompletableFuture<Committed> answer = write("k", 1000);

        byte[] none = CommandCodec.encodeOutcomes(List.of());
        peers.forwards.get(0).complete(new ForwardResult(PeerStatus.OK, null, LogPosition.NONE, none));

        assertFailed(answer, RequestFailure.Kind.INDETERMINATE);
        assertThat(peers.batches).hasSize(1);
    }

    /** As many batches as may be on their way; what comes after them gathers. */
    private List<CompletableFuture<Committed>> fillTheWay() {
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(write("k" + i, 5000));
        }
        assertThat(peers.batches).hasSize(4);
        return answers;
    }

    private int requestsIn(int batch) {
        return CommandCodec.decodeBatch(peers.batches.get(batch)).requests().size();
    }

    private void answer(int forward) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < requestsIn(forward); i++) {
            outcomes.add(new Outcome.PutDone(7 + i, null));
        }
        peers.forwards
                .get(forward)
                .complete(new ForwardResult(
                        PeerStatus.OK, null, new LogPosition(1, 3), CommandCodec.encodeOutcomes(outcomes)));
    }
}
