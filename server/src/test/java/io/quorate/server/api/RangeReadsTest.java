package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.mvcc.MvccReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RangeReadsTest {
    private static final RangeRequest RANGE = RangeRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("a"))
            .setRangeEnd(ByteString.copyFromUtf8("z"))
            .build();

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private final Queue<Runnable> queued = new ArrayDeque<>();

    @Test
    void shouldRunRangesOnTheWorkerAndRefuseTooMany() throws Exception {
        try (ApiFixture api = new ApiFixture(keyspace, queued::add, Metrics.none())) {
            List<ListenableFuture<RangeResponse>> answers = new ArrayList<>();
            for (int i = 0; i < ApiFixture.LIMITS.maxRangeReads(); i++) {
                answers.add(api.kvAsync().range(RANGE));
            }
            assertThat(keyspace.reads).isEmpty();
            assertTooMany(api.kvAsync().range(RANGE));

            queued.remove().run();
            assertThat(answers.get(0)).succeedsWithin(Duration.ofSeconds(5));
            ListenableFuture<RangeResponse> oneMore = api.kvAsync().range(RANGE);
            queued.forEach(Runnable::run);
            assertThat(oneMore).succeedsWithin(Duration.ofSeconds(5));
            assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(Duration.ofSeconds(5)));
        }
    }

    @Test
    void shouldRefuseWhenTheWorkerIsFull() throws IOException {
        try (ApiFixture api = new ApiFixture(
                keyspace,
                task -> {
                    throw new RejectedExecutionException("full");
                },
                Metrics.none())) {
            for (int i = 0; i < 3 * ApiFixture.LIMITS.maxRangeReads(); i++) {
                StatusRuntimeException failure = catchThrowableOfType(
                        StatusRuntimeException.class, () -> api.kv().range(RANGE));
                assertThat(failure.getStatus().getDescription()).isEqualTo(EtcdError.TOO_MANY_REQUESTS.text());
            }
        }
    }

    @Test
    void shouldNotHoldUpSingleKeysBehindRanges() throws IOException {
        try (ApiFixture api = new ApiFixture(keyspace, queued::add, Metrics.none())) {
            ListenableFuture<RangeResponse> range = api.kvAsync().range(RANGE);

            api.kv().range(RANGE.toBuilder().clearRangeEnd().build());

            assertThat(range.isDone()).isFalse();
            queued.remove().run();
            assertThat(range).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldAnswerAReadThatThrows() throws IOException {
        keyspace.onRead = (query, level) -> {
            throw new IllegalStateException("a defect");
        };
        try (ApiFixture api = new ApiFixture(keyspace)) {
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class, () -> api.kv().range(RANGE));
            assertThat(failure.getStatus().getDescription()).isEqualTo(EtcdError.INTERNAL.text());
        }
    }

    @Test
    void shouldBoundTheBytesOfResponsesNotYetTaken() {
        ResponseBudget budget = new ResponseBudget(100_000);
        HeldResponse first = new HeldResponse(budget, true);
        HeldResponse second = new HeldResponse(budget, true);
        HeldResponse small = new HeldResponse(budget, true);

        assertThat(first.hold(60_000)).isTrue();
        assertThat(second.hold(60_000)).isFalse();
        assertThat(small.hold(1_000)).isTrue();
        first.release();
        first.release();
        assertThat(budget.heldBytes()).isZero();
        assertThat(second.hold(60_000)).isTrue();
        second.release();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldLetAResponseLargerThanTheBudgetPassAlone() {
        ResponseBudget budget = new ResponseBudget(1_000);
        HeldResponse large = new HeldResponse(budget, true);

        assertThat(large.hold(1_000_000)).isTrue();
        assertThat(new HeldResponse(budget, true).hold(20_000)).isFalse();
        large.release();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldNotRefuseWhatTellsOfSomethingDone() {
        ResponseBudget budget = new ResponseBudget(100_000);
        HeldResponse done = new HeldResponse(budget, false);
        HeldResponse doneToo = new HeldResponse(budget, false);

        assertThat(done.hold(80_000)).isTrue();
        assertThat(budget.isFull()).isFalse();
        assertThat(doneToo.hold(80_000)).isTrue();
        assertThat(budget.isFull()).isTrue();
        assertThat(new HeldResponse(budget, true).hold(20_000)).isFalse();
        done.run();
        doneToo.run();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldHoldNothingForACallThatIsOver() {
        ResponseBudget budget = new ResponseBudget(1_000_000);
        HeldResponse cancelled = new HeldResponse(budget, true);

        cancelled.release();

        assertThat(cancelled.hold(500_000)).isTrue();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void shouldGiveTheBudgetBackWhenTheCallIsOver() throws IOException {
        KeyValue large = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[700_000]), 2, 2, 1, 0);
        keyspace.onRead = (query, level) ->
                CompletableFuture.completedFuture(new MvccReader.Found(7, new RangeResult(List.of(large), false, 1)));
        try (ApiFixture api = new ApiFixture(keyspace)) {
            for (int i = 0; i < 10; i++) {
                assertThat(api.kv().range(RANGE).getKvsCount()).isEqualTo(1);
            }
        }
    }

    private static void assertTooMany(ListenableFuture<RangeResponse> answer) {
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, answer::get);
        assertThat(failure).isNotNull();
        assertThat(failure).hasRootCauseInstanceOf(StatusRuntimeException.class);
        assertThat(failure.getCause()).hasMessageContaining(EtcdError.TOO_MANY_REQUESTS.text());
    }
}
