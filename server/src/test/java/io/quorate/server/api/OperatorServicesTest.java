package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.HashKVRequest;
import io.quorate.proto.etcd.HashKVResponse;
import io.quorate.proto.etcd.HashRequest;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MoveLeaderRequest;
import io.quorate.proto.etcd.MoveLeaderResponse;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.v1.StateHashRequest;
import io.quorate.proto.v1.StateHashResponse;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask for, as the port answers it. */
class OperatorServicesTest {
    private static final NodeId SELF = new NodeId("n1");
    private static final NodeId LEARNER = new NodeId("n2");
    private static final NodeId VOTER = new NodeId("n3");

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private final FakeOperator operator = new FakeOperator();
    private ApiFixture api;

    OperatorServicesTest() {}

    @BeforeEach
    void open() throws IOException {
        keyspace.leader = SELF;
        api = new ApiFixture(keyspace, operator, Runnable::run, Metrics.none());
    }

    @AfterEach
    void close() {
        api.close();
    }

    private MoveLeaderResponse moveTo(long id) {
        return api.maintenance()
                .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(id).build());
    }

    private static long id(NodeId node) {
        return ApiFixture.IDENTITY.memberId(node);
    }

    private static void assertFails(ThrowingCallable call, EtcdError error) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
            assertThat(failure.getStatus().getCode()).isEqualTo(error.code());
            assertThat(failure.getStatus().getDescription()).isEqualTo(error.text());
        });
    }

    @Test
    void shouldMoveTheLeaderWithAnEmptyAnswerAsEtcdDoes() {
        assertThat(moveTo(id(VOTER))).isEqualTo(MoveLeaderResponse.getDefaultInstance());
        assertThat(operator.moves).containsExactly(VOTER);
    }

    @Test
    void shouldRefuseToMoveTheLeaderWhereItIsNot() {
        keyspace.leader = VOTER;
        assertFails(() -> moveTo(id(VOTER)), EtcdError.NOT_LEADER);
        assertFails(() -> moveTo(1), EtcdError.NOT_LEADER);
        keyspace.leader = null;
        assertFails(() -> moveTo(id(SELF)), EtcdError.NOT_LEADER);
        assertThat(operator.moves).isEmpty();
    }

    @Test
    void shouldRefuseToMoveTheLeaderToAStrangerOrALearner() {
        assertFails(() -> moveTo(1), EtcdError.BAD_LEADER_TRANSFEREE);
        assertFails(() -> moveTo(id(LEARNER)), EtcdError.BAD_LEADER_TRANSFEREE);
        assertThat(operator.moves).isEmpty();
    }

    @Test
    void shouldSayWhyTheLeaderDidNotMove() {
        operator.moved = CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.HANDOVER_FAILED));
        assertFails(() -> moveTo(id(VOTER)), EtcdError.TIMED_OUT_LEADER_TRANSFER);
        operator.moved = CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.NOT_LEADER));
        assertFails(() -> moveTo(id(VOTER)), EtcdError.NOT_LEADER);
        operator.moved = CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.LEADER_CHANGED));
        assertFails(() -> moveTo(id(VOTER)), EtcdError.LEADER_CHANGED);
    }

    @Test
    void shouldTellTheHashOfARevision() {
        HashKVResponse response = api.maintenance()
                .hashKV(HashKVRequest.newBuilder().setRevision(8).build());

        assertThat(operator.revisions).containsExactly(8L);
        assertThat(Integer.toUnsignedLong(response.getHash())).isEqualTo(0xfffffffeL);
        assertThat(response.getCompactRevision()).isEqualTo(4);
        assertThat(response.getHashRevision()).isEqualTo(8);
        assertThat(response.getHeader().getRevision()).isEqualTo(9);
        assertThat(response.getHeader().getMemberId()).isEqualTo(id(SELF));
    }

    @Test
    void shouldRefuseToHashWhatIsCompactedOrHasNotHappened() {
        operator.hash = CompletableFuture.completedFuture(new MvccReader.Compacted(9, 4));
        assertFails(() -> api.maintenance().hashKV(HashKVRequest.getDefaultInstance()), EtcdError.COMPACTED);
        operator.hash = CompletableFuture.completedFuture(new MvccReader.Future(9));
        assertFails(() -> api.maintenance().hashKV(HashKVRequest.getDefaultInstance()), EtcdError.FUTURE_REVISION);
    }

    @Test
    void shouldRefuseASecondHash() {
        operator.hash = FakeKeyspace.failing(RequestFailure.Kind.OVERLOADED);
        operator.state = FakeKeyspace.failing(RequestFailure.Kind.OVERLOADED);

        assertFails(() -> api.maintenance().hashKV(HashKVRequest.getDefaultInstance()), EtcdError.TOO_MANY_REQUESTS);
        assertFails(() -> api.maintenance().hash(HashRequest.getDefaultInstance()), EtcdError.TOO_MANY_REQUESTS);
        assertFails(
                () -> api.inspection().stateHash(StateHashRequest.getDefaultInstance()), EtcdError.TOO_MANY_REQUESTS);
    }

    @Test
    void shouldTellTheHashOfTheStateAndOfWhichStateItIs() {
        StateHashResponse response = api.inspection().stateHash(StateHashRequest.getDefaultInstance());

        assertThat(response.getAppliedTerm()).isEqualTo(3);
        assertThat(response.getAppliedIndex()).isEqualTo(12);
        assertThat(response.getHash()).isEqualTo(0xfedcba9800000001L);
        assertThat(response.getDefinition()).isEqualTo(1);
        assertThat(response.getMachineVersion()).isEqualTo(2);
        assertThat(response.getHeader().getMemberId()).isEqualTo(id(SELF));
        assertThat(api.maintenance().hash(HashRequest.getDefaultInstance()).getHash())
                .isEqualTo(0xfedcba99);
    }

    @Test
    void shouldStopHashingForAClientThatHasGone() {
        operator.hash = new CompletableFuture<>();
        ListenableFuture<HashKVResponse> call =
                MaintenanceGrpc.newFutureStub(api.channel()).hashKV(HashKVRequest.getDefaultInstance());
        assertThat(operator.wanted.getAsBoolean()).isTrue();

        assertThat(call.cancel(true)).isTrue();

        assertThat(operator.wanted.getAsBoolean()).isFalse();
        operator.hash.completeExceptionally(new RequestFailure(RequestFailure.Kind.TIMED_OUT));
    }

    @Test
    void shouldNotCallItADefectThatTheStateIsBeingReplaced() {
        keyspace.replacing = true;

        assertThatThrownBy(() -> api.maintenance().status(StatusRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
}
