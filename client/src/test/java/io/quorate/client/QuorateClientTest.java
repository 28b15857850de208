package io.quorate.client;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.client.fake.FakeNode;
import io.quorate.client.fake.FakeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuorateClientTest {
    private static final Status TIMED_OUT = Status.UNAVAILABLE.withDescription("etcdserver: request timed out");
    private static final Status NO_LEADER = Status.UNAVAILABLE.withDescription("etcdserver: no leader");

    private final FakeStore store = new FakeStore();
    private final ConcurrentHashMap<String, Object> replies = new ConcurrentHashMap<>();
    private final FakeNode a = new FakeNode(store, replies);
    private final FakeNode b = new FakeNode(store, replies);

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private QuorateClient.Builder client() {
        return QuorateClient.builder()
                .endpoints(List.of(a.endpoint(), b.endpoint()))
                .firstEndpointFirst()
                .timeout(Duration.ofSeconds(30))
                .attemptTimeout(Duration.ofSeconds(10));
    }

    private static <T> Throwable failureOf(CompletableFuture<T> future) {
        try {
            T answer = future.join();
            throw new AssertionError("expected a failure, got " + answer);
        } catch (CompletionException e) {
            return requireNonNull(e.getCause());
        }
    }

    @Test
    void shouldPutGetAndDelete() {
        try (QuorateClient client = client().build()) {
            KvClient kv = client.kv();
            assertThat(kv.put(copyFromUtf8("k1"), copyFromUtf8("v1")).join().previous())
                    .isNull();
            kv.put(copyFromUtf8("k2"), copyFromUtf8("v2")).join();
            KeyValue previous = kv.put(
                            copyFromUtf8("k1"),
                            copyFromUtf8("v3"),
                            PutOptions.defaults().withPrevious())
                    .join()
                    .previous();
            assertThat(requireNonNull(previous).value()).isEqualTo(copyFromUtf8("v1"));

            GetResult both = kv.get(
                            KeyRange.prefix(copyFromUtf8("k")),
                            GetOptions.defaults().withLimit(1))
                    .join();
            assertThat(both.count()).isEqualTo(2);
            assertThat(both.more()).isTrue();
            assertThat(both.entries()).extracting(KeyValue::version).containsExactly(2L);

            DeleteResult deleted = kv.delete(
                            KeyRange.all(), DeleteOptions.defaults().withPrevious())
                    .join();
            assertThat(deleted.deleted()).isEqualTo(2);
            assertThat(deleted.previous()).hasSize(2);
            assertThat(kv.get(copyFromUtf8("k1")).join().entries()).isEmpty();
        }
    }

    @Test
    void shouldCommitTheBranchThatTheComparisonsChoose() {
        try (QuorateClient client = client().build()) {
            Txn create = Txn.when(Comparison.version(copyFromUtf8("lock"), Comparison.Relation.EQUAL, 0))
                    .then(Operation.put(copyFromUtf8("lock"), copyFromUtf8("me")))
                    .otherwise(Operation.get(KeyRange.single(copyFromUtf8("lock"))));

            TxnResult first = client.kv().commit(create).join();
            TxnResult second = client.kv().commit(create).join();

            assertThat(first.succeeded()).isTrue();
            assertThat(second.succeeded()).isFalse();
            assertThat(second.results())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            GetResult.class,
                            found -> assertThat(found.entries())
                                    .extracting(KeyValue::value)
                                    .containsExactly(copyFromUtf8("me")));
        }
    }

    @Test
    void shouldApplyAWriteOnceWhenItsAnswerIsLost() {
        a.failNext(FakeNode.When.AFTER_APPLYING, TIMED_OUT);
        try (QuorateClient client = client().build()) {
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
            assertThat(client.kv().get(copyFromUtf8("k")).join().entries())
                    .extracting(KeyValue::version)
                    .containsExactly(1L);
        }
        assertThat(store.applied()).isEqualTo(1);
        assertThat(b.received()).isNotEmpty();
    }

    @Test
    void shouldResendToAnotherNodeWhenOneIsSilent() {
        a.failNext(FakeNode.When.SILENT, Status.OK);
        try (QuorateClient client =
                client().attemptTimeout(Duration.ofMillis(500)).build()) {
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
        }
        assertThat(store.applied()).isEqualTo(1);
    }

    @Test
    void shouldNotResendAWriteOfUnknownOutcomeWithoutASession() {
        a.failNext(FakeNode.When.AFTER_APPLYING, TIMED_OUT);
        try (QuorateClient client = client().sessions(false).build()) {
            assertThat(failureOf(client.kv().put(copyFromUtf8("k"), copyFromUtf8("v"))))
                    .isInstanceOf(IndeterminateException.class)
                    .hasMessageContaining("request timed out");
        }
        assertThat(store.applied()).isEqualTo(1);
        assertThat(b.received()).isEmpty();
    }

    @Test
    void shouldRetryAWriteWithoutASessionWhenNothingWasDone() {
        a.failNext(FakeNode.When.BEFORE_APPLYING, NO_LEADER);
        try (QuorateClient client = client().sessions(false).build()) {
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
        }
        assertThat(store.applied()).isEqualTo(1);
    }

    @Test
    void shouldRetryReadsOnAnotherNode() {
        a.failNext(FakeNode.When.BEFORE_APPLYING, TIMED_OUT);
        try (QuorateClient client = client().build()) {
            assertThat(client.kv().get(copyFromUtf8("k")).join().count()).isZero();
        }
    }

    @Test
    void shouldGoToTheNextEndpointWhenOneDoesNotListen() {
        a.close();
        try (QuorateClient client = client().sessions(false).build()) {
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("w")).join();
        }
        assertThat(store.applied()).isEqualTo(2);
    }

    @Test
    void shouldSayUnavailableWhenNothingWasSent() {
        a.close();
        b.close();
        try (QuorateClient client = client().timeout(Duration.ofMillis(400)).build()) {
            assertThat(failureOf(client.kv().put(copyFromUtf8("k"), copyFromUtf8("v"))))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("Connection refused");
        }
    }

    /** Most of them pause between two attempts when the client is closed. */
    @Test
    void shouldEndWhatWaitsToBeTriedAgainWhenItIsClosed() {
        a.close();
        b.close();
        List<CompletableFuture<?>> writes = new ArrayList<>();
        try (QuorateClient client = client().sessions(false).build()) {
            for (int i = 0; i < 50; i++) {
                writes.add(client.kv().put(copyFromUtf8("k" + i), copyFromUtf8("v")));
            }
            CompletableFuture<?> any = CompletableFuture.anyOf(writes.toArray(CompletableFuture[]::new));
            assertThatThrownBy(() -> any.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        for (CompletableFuture<?> write : writes) {
            assertThat(failureOf(write.orTimeout(10, TimeUnit.SECONDS))).isInstanceOf(QuorateException.class);
        }
    }

    @Test
    void shouldSayIndeterminateWhenTheDeadlineComesAfterAnUnknownOutcome() {
        a.failNext(FakeNode.When.SILENT, Status.OK);
        b.close();
        try (QuorateClient client = client().endpoints(List.of(a.endpoint()))
                .timeout(Duration.ofSeconds(2))
                .build()) {
            assertThat(failureOf(client.kv().put(copyFromUtf8("k"), copyFromUtf8("v"))))
                    .isInstanceOf(IndeterminateException.class);
        }
    }

    @Test
    void shouldTellWhyARequestIsRejected() {
        try (QuorateClient client = client().build()) {
            Throwable failure = failureOf(client.kv()
                    .get(
                            KeyRange.single(copyFromUtf8("k")),
                            GetOptions.defaults().withRevision(1000)));
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            rejected ->
                                    assertThat(rejected.reason()).isEqualTo(RejectedException.Reason.FUTURE_REVISION));
            assertThat(failureOf(client.kv().get(copyFromUtf8("")))).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void shouldStartANewSessionWhenTheFirstAttemptFindsItGone() {
        a.failNext(
                FakeNode.When.BEFORE_APPLYING,
                Status.FAILED_PRECONDITION.withDescription("quorate: session is unknown or the reply was forgotten"));
        try (QuorateClient client = client().build()) {
            client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
        }
        assertThat(store.applied()).isEqualTo(1);
        assertThat(a.received())
                .extracting(headers -> header(headers, "quorate-session"))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void shouldSayIndeterminateWhenTheSessionIsGoneAfterAnUnknownOutcome() {
        a.failNext(FakeNode.When.AFTER_APPLYING, TIMED_OUT);
        b.failNext(
                FakeNode.When.BEFORE_APPLYING,
                Status.FAILED_PRECONDITION.withDescription("quorate: session is unknown or the reply was forgotten"));
        try (QuorateClient client = client().build()) {
            assertThat(failureOf(client.kv().put(copyFromUtf8("k"), copyFromUtf8("v"))))
                    .isInstanceOf(IndeterminateException.class);
        }
        assertThat(store.applied()).isEqualTo(1);
    }

    @Test
    void shouldNumberWritesAndAcknowledgeThem() {
        try (QuorateClient client = client().build()) {
            for (int i = 0; i < 3; i++) {
                client.kv().put(copyFromUtf8("k"), copyFromUtf8("v")).join();
            }
            client.kv().get(copyFromUtf8("k")).join();
        }
        assertThat(a.received())
                .extracting(headers -> header(headers, "quorate-sequence"))
                .containsExactly("1", "2", "3", null);
        assertThat(a.received())
                .extracting(headers -> header(headers, "quorate-acknowledged-below"))
                .containsExactly("1", "2", "3", null);
        assertThat(header(a.received().element(), "quorate-session")).matches("[0-9a-f]{32}");
    }

    @Test
    void shouldListMembersAndTheStatusOfEachNode() {
        b.close();
        try (QuorateClient client = client().build()) {
            assertThat(client.members().join()).extracting(Member::name).containsExactly("n1");
            List<NodeStatus> all = client.status().join();
            assertThat(all).hasSize(2);
            assertThat(requireNonNull(all.get(0).report()).isLeader()).isTrue();
            assertThat(all.get(1).failure()).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void shouldRefuseToBeBuiltFromNonsense() {
        assertThatThrownBy(() -> QuorateClient.builder().endpoints("host:notaport"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:notaport");
        assertThatThrownBy(() -> QuorateClient.builder().endpoints("https://h:1"))
                .hasMessageContaining("TLS is not supported");
    }

    private static @Nullable String header(Metadata headers, String name) {
        return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
}
