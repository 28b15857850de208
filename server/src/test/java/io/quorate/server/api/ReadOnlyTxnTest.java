package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.mvcc.MvccReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadOnlyTxnTest {
    private static final RangeRequest RANGE =
            RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
    private static final TxnRequest COMPARE_THEN_READ = TxnRequest.newBuilder()
            .addCompare(Compare.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k"))
                    .setTarget(Compare.CompareTarget.MOD)
                    .setResult(Compare.CompareResult.GREATER)
                    .setModRevision(0))
            .addSuccess(RequestOp.newBuilder().setRequestRange(RANGE))
            .addFailure(RequestOp.newBuilder().setRequestRange(RANGE))
            .build();

    private final FakeKeyspace keyspace = new FakeKeyspace();

    private static CompletableFuture<MvccReader.ReadOutcome> found(RangeQuery query) {
        KeyValue kv = new KeyValue(query.range().key(), Bytes.utf8("v"), query.revision(), query.revision(), 1, 0);
        return CompletableFuture.completedFuture(new MvccReader.Found(99, new RangeResult(List.of(kv), false, 1)));
    }

    @Test
    void shouldReadEverythingAtOneRevisionWhileOthersWrite() throws IOException {
        keyspace.onRead = (query, level) -> {
            keyspace.revision++;
            return found(query);
        };
        try (ApiFixture api = new ApiFixture(keyspace)) {
            TxnResponse response = api.kv().txn(COMPARE_THEN_READ);

            assertThat(keyspace.reads)
                    .extracting(read -> read.query().revision())
                    .containsExactly(7L, 7L);
            assertThat(response.getHeader().getRevision()).isEqualTo(7);
            assertThat(response.getResponses(0).getResponseRange().getHeader().getRevision())
                    .isEqualTo(7);
            assertThat(response.getSucceeded()).isTrue();
            assertThat(keyspace.writes).isEmpty();
            assertThat(keyspace.freshAsked).isEqualTo(1);
        }
    }

    @Test
    void shouldStartAnewWhenACompactionOvertakesIt() throws IOException {
        keyspace.onRead = (query, level) -> {
            if (keyspace.reads.size() == 2) {
                keyspace.revision = 20;
                return CompletableFuture.completedFuture(new MvccReader.Compacted(20, 15));
            }
            return found(query);
        };
        try (ApiFixture api = new ApiFixture(keyspace)) {
            TxnResponse response = api.kv().txn(COMPARE_THEN_READ);

            assertThat(response.getHeader().getRevision()).isEqualTo(20);
            assertThat(keyspace.reads)
                    .extracting(read -> read.query().revision())
                    .containsExactly(7L, 7L, 20L, 20L);
        }
    }

    @Test
    void shouldSkipTheFreshStateOnlyWhenEveryRangeIsSerializable() throws IOException {
        keyspace.onRead = (query, level) -> found(query);
        RequestOp serializable = RequestOp.newBuilder()
                .setRequestRange(RANGE.toBuilder().setSerializable(true))
                .build();
        RequestOp linearizable = RequestOp.newBuilder().setRequestRange(RANGE).build();
        try (ApiFixture api = new ApiFixture(keyspace)) {
            api.kv()
                    .txn(TxnRequest.newBuilder()
                            .addSuccess(serializable)
                            .addFailure(serializable)
                            .build());
            assertThat(keyspace.freshAsked).isZero();

            api.kv()
                    .txn(TxnRequest.newBuilder()
                            .addSuccess(serializable)
                            .addFailure(linearizable)
                            .build());
            assertThat(keyspace.freshAsked).isEqualTo(1);
        }
    }

    @Test
    void shouldAnswerAnEmptyOneWithTheNewestRevision() throws IOException {
        try (ApiFixture api = new ApiFixture(keyspace)) {
            TxnResponse response = api.kv().txn(TxnRequest.getDefaultInstance());

            assertThat(response.getSucceeded()).isTrue();
            assertThat(response.getHeader().getRevision()).isEqualTo(7);
            assertThat(keyspace.reads).isEmpty();
        }
    }

    @Test
    void shouldNotAnswerABareCompareFromOldState() throws IOException {
        keyspace.onRead = (query, level) -> found(query);
        try (ApiFixture api = new ApiFixture(keyspace)) {
            api.kv()
                    .txn(COMPARE_THEN_READ.toBuilder()
                            .clearSuccess()
                            .clearFailure()
                            .build());

            assertThat(keyspace.freshAsked).isEqualTo(1);
        }
    }
}
