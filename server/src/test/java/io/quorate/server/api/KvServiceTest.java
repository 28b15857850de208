package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.api.error.StatusMapper;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.request.ReadLevel;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client sees of one request, with a keyspace that answers to order. */
class KvServiceTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private ApiFixture api;

    @BeforeEach
    void open() throws IOException {
        api = new ApiFixture(keyspace);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static PutRequest put() {
        return PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(ByteString.copyFromUtf8("v"))
                .build();
    }

    private static RangeRequest range() {
        return RangeRequest.newBuilder().setKey(KEY).build();
    }

    private static RequestOp operation(PutRequest put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    private static void assertFails(Runnable call, EtcdError error) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure).as("expected %s", error).isNotNull();
        assertThat(failure.getStatus().getCode()).isEqualTo(error.code());
        assertThat(failure.getStatus().getDescription()).isEqualTo(error.text());
    }

    @Test
    void shouldAnswerWithAFullHeader() {
        ResponseHeader header = api.kv().put(put()).getHeader();

        assertThat(header.getClusterId())
                .isEqualTo(ApiFixture.IDENTITY.clusterId())
                .isNotZero();
        assertThat(header.getMemberId())
                .isEqualTo(ApiFixture.IDENTITY.memberId())
                .isNotZero();
        assertThat(header.getRevision()).isEqualTo(7);
        assertThat(header.getRaftTerm()).isEqualTo(3);
    }

    @Test
    void shouldPassEveryFieldOfAPut() {
        KeyValue previous = new KeyValue(Bytes.utf8("k"), Bytes.utf8("old"), 2, 5, 3, 9);
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.PutDone(8, previous));

        PutResponse response =
                api.kv().put(put().toBuilder().setLease(9).setPrevKv(true).build());

        assertThat(keyspace.writes).hasSize(1);
        assertThat(keyspace.writes.get(0).stamp()).isNull();
        assertThat(keyspace.writes.get(0).command())
                .isEqualTo(new Command.Put(Bytes.utf8("k"), Bytes.utf8("v"), 9, true, false, false));
        assertThat(response.getPrevKv().getValue().toStringUtf8()).isEqualTo("old");
        assertThat(response.getPrevKv().getCreateRevision()).isEqualTo(2);
        assertThat(response.getPrevKv().getModRevision()).isEqualTo(5);
        assertThat(response.getPrevKv().getVersion()).isEqualTo(3);
        assertThat(response.getPrevKv().getLease()).isEqualTo(9);
    }

    @Test
    void shouldReadOneKeyDirectlyAtTheLevelAsked() {
        keyspace.onRead = (query, level) -> CompletableFuture.completedFuture(new MvccReader.Found(
                9, new RangeResult(List.of(new KeyValue(Bytes.utf8("k"), Bytes.utf8("v"), 3, 4, 2, 0)), true, 5)));

        RangeResponse response = api.kv().range(range());
        api.kv().range(range().toBuilder().setSerializable(true).build());

        assertThat(keyspace.reads)
                .extracting(FakeKeyspace.Read::level)
                .containsExactly(ReadLevel.LINEARIZABLE, ReadLevel.SERIALIZABLE);
        assertThat(keyspace.freshAsked).isZero();
        assertThat(response.getHeader().getRevision()).isEqualTo(9);
        assertThat(response.getKvs(0).getValue().toStringUtf8()).isEqualTo("v");
        assertThat(response.getMore()).isTrue();
        assertThat(response.getCount()).isEqualTo(5);
    }

    @Test
    void shouldWaitForFreshStateThenReadARangeLocally() {
        api.kv()
                .range(range().toBuilder()
                        .setRangeEnd(ByteString.copyFromUtf8("z"))
                        .build());

        assertThat(keyspace.freshAsked).isEqualTo(1);
        assertThat(keyspace.reads).extracting(FakeKeyspace.Read::level).containsExactly(ReadLevel.SERIALIZABLE);
    }

    @Test
    void shouldNotWaitForFreshStateWhenARangeIsSerializable() {
        api.kv()
                .range(range().toBuilder()
                        .setRangeEnd(ByteString.copyFromUtf8("z"))
                        .setSerializable(true)
                        .build());

        assertThat(keyspace.freshAsked).isZero();
        assertThat(keyspace.reads).hasSize(1);
    }

    @Test
    void shouldSayWhyARangeCannotBeRead() {
        keyspace.onRead = (query, level) -> CompletableFuture.completedFuture(new MvccReader.Compacted(9, 5));
        assertFails(() -> api.kv().range(range()), EtcdError.COMPACTED);
        keyspace.onRead = (query, level) -> CompletableFuture.completedFuture(new MvccReader.Future(9));
        assertFails(() -> api.kv().range(range()), EtcdError.FUTURE_REVISION);
    }

    @Test
    void shouldRefuseASortThatDoesNotExist() {
        assertFails(
                () -> api.kv().range(range().toBuilder().setSortOrderValue(3).build()), EtcdError.INVALID_SORT_OPTION);
        assertFails(
                () -> api.kv().range(range().toBuilder().setSortTargetValue(5).build()), EtcdError.INVALID_SORT_OPTION);
        assertFails(
                () -> api.kv()
                        .range(RangeRequest.newBuilder().setSortOrderValue(3).build()),
                EtcdError.KEY_NOT_PROVIDED);
        assertThat(keyspace.reads).isEmpty();
    }

    @Test
    void shouldRefuseTooManyOperations() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = 0; i < 128; i++) {
            txn.addFailure(operation(
                    put().toBuilder().setKey(ByteString.copyFromUtf8("k" + i)).build()));
        }
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.TxnDone(8, true, List.of()));
        assertThat(api.kv().txn(txn.build()).getSucceeded()).isTrue();

        txn.addFailure(operation(put()));
        assertFails(() -> api.kv().txn(txn.build()), EtcdError.TOO_MANY_OPERATIONS);
        assertThat(keyspace.writes).hasSize(1);
    }

    @Test
    void shouldLetNestedTransactionsShareWhatIsLeft() {
        TxnRequest.Builder inner = TxnRequest.newBuilder();
        for (int i = 0; i < 127; i++) {
            inner.addSuccess(operation(
                    put().toBuilder().setKey(ByteString.copyFromUtf8("k" + i)).build()));
        }
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.TxnDone(8, true, List.of()));
        api.kv().txn(nesting(inner.build()));
        inner.addSuccess(operation(put()));

        assertFails(() -> api.kv().txn(nesting(inner.build())), EtcdError.TOO_MANY_OPERATIONS);
        assertThat(keyspace.writes).hasSize(1);
    }

    @Test
    void shouldRefuseWhatTheLogCouldNotDecodeForItsDepth() {
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.TxnDone(8, true, List.of()));
        TxnRequest txn = TxnRequest.newBuilder().addSuccess(operation(put())).build();
        for (int depth = 0; depth < RequestRules.MAX_NESTING; depth++) {
            txn = nesting(txn);
        }
        TxnRequest deepest = txn;
        api.kv().txn(deepest);

        assertThat(keyspace.writes).hasSize(1);
        byte[] logged = CommandCodec.encodeBatch(null, List.of(CommandCodec.encodeRequest(keyspace.writes.get(0))));
        assertThat(CommandCodec.decodeBatch(logged).requests()).hasSize(1);
        assertFails(() -> api.kv().txn(nesting(deepest)), EtcdError.TOO_MANY_OPERATIONS);
    }

    private static TxnRequest nesting(TxnRequest inner) {
        return TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestTxn(inner))
                .build();
    }

    @Test
    void shouldMeasureTheMarshalledRequest() {
        int envelope = 14 + 1 + 3;
        int fits = ApiFixture.LIMITS.maxRequestBytes() - envelope - (2 + 1) - (1 + 3);
        api.kv().put(putOf(fits));

        assertFails(() -> api.kv().put(putOf(fits + 1)), EtcdError.REQUEST_TOO_LARGE);
        assertFails(
                () -> api.kv()
                        .txn(TxnRequest.newBuilder()
                                .addSuccess(operation(putOf(fits)))
                                .build()),
                EtcdError.REQUEST_TOO_LARGE);
        assertThat(keyspace.writes).hasSize(1);
    }

    private static PutRequest putOf(int valueBytes) {
        return PutRequest.newBuilder()
                .setKey(KEY)
                .setValue(UnsafeByteOperations.unsafeWrap(new byte[valueBytes]))
                .build();
    }

    @ParameterizedTest
    @EnumSource(Rejection.class)
    void shouldTellEveryRejection(Rejection rejection) {
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.Rejected(8, rejection));

        assertFails(() -> api.kv().put(put()), StatusMapper.of(rejection));
    }

    @ParameterizedTest
    @EnumSource(RequestFailure.Kind.class)
    void shouldTellEveryFailure(RequestFailure.Kind kind) {
        keyspace.onWrite = request -> FakeKeyspace.failing(kind);
        keyspace.onRead = (query, level) -> FakeKeyspace.failing(kind);
        EtcdError expected = StatusMapper.of(kind, false);

        assertFails(() -> api.kv().put(put()), expected);
        assertFails(() -> api.kv().range(range()), expected);
        assertFails(() -> api.kv().compact(CompactionRequest.getDefaultInstance()), expected);
    }

    @Test
    void shouldTellTheSameFailureOfAWaitForFreshState() {
        keyspace.fresh = FakeKeyspace.failing(RequestFailure.Kind.NO_LEADER);

        assertFails(
                () -> api.kv()
                        .range(range().toBuilder()
                                .setRangeEnd(ByteString.copyFromUtf8("z"))
                                .build()),
                EtcdError.NO_LEADER);
        assertFails(
                () -> api.kv()
                        .txn(TxnRequest.newBuilder()
                                .addSuccess(RequestOp.newBuilder().setRequestRange(range()))
                                .build()),
                EtcdError.NO_LEADER);
        assertThat(keyspace.reads).isEmpty();
    }

    @Test
    void shouldCallADefectInternalAndStillAnswer() {
        keyspace.onWrite = request -> CompletableFuture.failedFuture(new IllegalStateException("a defect"));
        assertFails(() -> api.kv().put(put()), EtcdError.INTERNAL);

        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.NothingDone(8));
        assertFails(() -> api.kv().put(put()), EtcdError.INTERNAL);
    }

    @Test
    void shouldNotCallACompactionUndoneForASnapshotThatIsJustComing() {
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.CompactDone(9));
        keyspace.replacing = true;

        CompactionRequest logical =
                CompactionRequest.newBuilder().setRevision(5).build();

        assertThat(api.kv().compact(logical).getHeader().getRevision()).isEqualTo(9);
    }

    @Test
    void shouldWaitForPhysicalCompactionOnlyWhenAsked() {
        keyspace.onWrite = request -> CompletableFuture.completedFuture(new Outcome.CompactDone(9));
        keyspace.compacted = new CompletableFuture<>();
        keyspace.revision = 12;
        CompactionRequest logical =
                CompactionRequest.newBuilder().setRevision(5).build();
        assertThat(api.kv().compact(logical).getHeader().getRevision()).isEqualTo(12);

        var physical =
                api.kvAsync().compact(logical.toBuilder().setPhysical(true).build());
        assertThat(physical.isDone()).isFalse();
        keyspace.compacted.complete(null);
        assertThat(physical).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void shouldWaitAsLongAsTheClientButNeverLongerThanTheRequestTimeout() {
        long before = System.nanoTime();
        api.kv().put(put());
        api.kv().withDeadlineAfter(2, TimeUnit.SECONDS).put(put());
        api.kv().withDeadlineAfter(90, TimeUnit.SECONDS).put(put());
        long most = System.nanoTime() - before;
        long timeout = ApiFixture.LIMITS.requestTimeout().toNanos();

        assertThat(keyspace.deadlines.get(0) - before).isBetween(timeout, timeout + most);
        assertThat(keyspace.deadlines.get(1) - before).isBetween(0L, TimeUnit.SECONDS.toNanos(2) + most);
        assertThat(keyspace.deadlines.get(2) - before).isBetween(timeout, timeout + most);
    }

    @Test
    void shouldCallAWriteThatRanOutOfTimeTimedOut() {
        CompletableFuture<Outcome> never = new CompletableFuture<>();
        keyspace.onWrite = request -> {
            // The deadline has passed by the time the keyspace gives up.
            Awaitility.await().until(() -> System.nanoTime() - keyspace.deadlines.get(0) > 0);
            never.completeExceptionally(new RequestFailure(RequestFailure.Kind.INDETERMINATE));
            return never;
        };

        assertThatThrownBy(() ->
                        api.kv().withDeadlineAfter(50, TimeUnit.MILLISECONDS).put(put()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode())
                                .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE));
        assertThat(StatusMapper.of(RequestFailure.Kind.INDETERMINATE, true)).isEqualTo(EtcdError.TIMED_OUT);
    }

    @Test
    void shouldShareTheArraysOfKeysAndValues() {
        byte[] array = {1, 2, 3};
        ByteString wrapped = UnsafeByteOperations.unsafeWrap(array);
        assertThat(ByteArrays.toBytes(wrapped).array()).isSameAs(array);
        assertThat(ByteArrays.toBytes(wrapped.substring(1)).array()).containsExactly(2, 3);
        assertThat(ByteArrays.toBytes(wrapped.concat(ByteString.copyFrom(new byte[300])))
                        .size())
                .isEqualTo(303);
        assertThat(ByteArrays.toBytes(ByteString.EMPTY)).isSameAs(Bytes.EMPTY);
    }
}
