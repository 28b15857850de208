package io.quorate.client;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.fake.FakeNode;
import io.quorate.client.fake.FakeStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadLevelsTest {
    private static final Status TOO_STALE = Status.FAILED_PRECONDITION.withDescription(
            "quorate: this node is not fresh enough: this node has revision 3, asked for is 9");
    private static final Status REVISION_AHEAD = Status.FAILED_PRECONDITION.withDescription(
            "quorate: the keyspace has not come to this revision: this node has revision 3, asked for is 9");
    private static final Status NO_LEADER = Status.UNAVAILABLE.withDescription("etcdserver: no leader");
    private static final ByteString KEY = copyFromUtf8("k");
    private static final GetOptions DEFAULTS = GetOptions.defaults();

    private final FakeStore store = new FakeStore();
    private final ConcurrentHashMap<String, Object> replies = new ConcurrentHashMap<>();
    private final FakeNode a = new FakeNode(store, replies);
    private final FakeNode b = new FakeNode(store, replies);
    private final QuorateClient client = client().build();

    @AfterEach
    void stop() {
        client.close();
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

    private GetResult get(GetOptions options) {
        return client.kv().get(KeyRange.single(KEY), options).join();
    }

    private CompletableFuture<GetResult> getLater(GetOptions options) {
        return client.kv().get(KeyRange.single(KEY), options);
    }

    private static void rejected(CompletableFuture<?> future, RejectedException.Reason reason) {
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }

    /** Our own metadata of the last request that a node received. */
    private static Map<String, String> asked(FakeNode node) {
        Metadata last = List.copyOf(node.received()).get(node.received().size() - 1);
        Map<String, String> found = new TreeMap<>();
        for (String name : last.keys()) {
            if (name.startsWith("quorate-")) {
                found.put(name, requireNonNull(last.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))));
            }
        }
        return found;
    }

    private static Map<String, String> receipt(String... more) {
        Map<String, String> receipt = new HashMap<>(Map.of(
                "quorate-keyspace", "default",
                "quorate-node", "n1",
                "quorate-zone", "sh-a",
                "quorate-city", "shanghai",
                "quorate-epoch", "4",
                "quorate-revision", "7",
                "quorate-log-position", "3:10"));
        for (int i = 0; i < more.length; i += 2) {
            receipt.put(more[i], more[i + 1]);
        }
        return receipt;
    }

    private static Receipt expected(ReadPath path, Duration staleness) {
        return new Receipt("default", "n1", "sh-a", "shanghai", 4, 7, new Receipt.LogPosition(3, 10), path, staleness);
    }

    @Test
    void shouldSendNothingThatAnEtcdServerWouldNotKnow() {
        get(DEFAULTS);
        assertThat(asked(a)).isEmpty();
        get(DEFAULTS.withConsistency(Consistency.LINEARIZABLE));
        assertThat(asked(a)).isEmpty();
        get(DEFAULTS.withConsistency(Consistency.SERIALIZABLE));
        assertThat(asked(a)).isEmpty();
        client.kv().commit(Txn.when().then(Operation.get(KeyRange.single(KEY)))).join();
        assertThat(asked(a)).isEmpty();
    }

    @Test
    void shouldAskForTheLevel() {
        get(DEFAULTS.withMaxStaleness(Duration.ofSeconds(5)).withOnMiss(OnMiss.WAIT));
        assertThat(asked(a))
                .isEqualTo(Map.of(
                        "quorate-consistency", "bounded",
                        "quorate-max-staleness-ms", "5000",
                        "quorate-on-miss", "wait"));
        get(DEFAULTS.withSession(1));
        assertThat(asked(a)).isEqualTo(Map.of("quorate-consistency", "session", "quorate-min-revision", "1"));
    }

    @Test
    void shouldAskForTheLevelAgainWithEveryAttempt() {
        a.failNext(FakeNode.When.BEFORE_APPLYING, NO_LEADER);
        get(DEFAULTS.withSession(1));
        assertThat(asked(b)).isEqualTo(asked(a)).containsEntry("quorate-min-revision", "1");
    }

    @Test
    void shouldReadATransactionAtALevel() {
        Txn reading = Txn.when(Comparison.version(KEY, Comparison.Relation.EQUAL, 0))
                .then(Operation.get(KeyRange.single(KEY)));
        client.kv().commit(reading, ReadOptions.bounded(Duration.ofSeconds(5))).join();
        assertThat(asked(a)).containsEntry("quorate-consistency", "bounded").hasSize(2);
        client.kv()
                .commit(reading, ReadOptions.defaults().withConsistency(Consistency.SERIALIZABLE))
                .join();
        assertThat(asked(a)).isEqualTo(Map.of("quorate-consistency", "serializable"));
    }

    @Test
    void shouldRefuseToReadATransactionAtALevelThatDoesMore() {
        Txn writing = Txn.when().then(Operation.put(KEY, KEY));
        Txn nesting = Txn.when().then(Operation.nested(Txn.when().then(Operation.get(KeyRange.single(KEY)))));
        for (Txn txn : List.of(writing, nesting)) {
            assertThatThrownBy(() ->
                            client.kv().commit(txn, ReadOptions.session(1)).join())
                    .hasCauseInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("comparisons and gets");
        }
        assertThat(a.received()).isEmpty();
        client.kv()
                .commit(writing, ReadOptions.defaults().withConsistency(Consistency.LINEARIZABLE))
                .join();
        assertThat(store.applied()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheReceiptOfARead() {
        a.answerWith(receipt("quorate-read-path", "read-index", "quorate-staleness-ms", "0"));
        assertThat(get(DEFAULTS).receipt()).isEqualTo(expected(ReadPath.READ_INDEX, Duration.ZERO));
        a.answerWith(receipt("quorate-read-path", "local", "quorate-staleness-ms", "152"));
        assertThat(get(DEFAULTS).receipt()).isEqualTo(expected(ReadPath.LOCAL, Duration.ofMillis(152)));
        a.answerWith(receipt("quorate-read-path", "local", "quorate-staleness-ms", "unknown"));
        Receipt unknown = requireNonNull(get(DEFAULTS).receipt());
        assertThat(unknown.readPath()).isEqualTo(ReadPath.LOCAL);
        assertThat(unknown.staleness()).isNull();
    }

    @Test
    void shouldGiveTheReceiptOfAWrite() {
        a.answerWith(receipt());
        for (OperationResult result : List.of(
                client.kv().put(KEY, KEY).join(),
                client.kv().commit(Txn.when().then(Operation.put(KEY, KEY))).join(),
                client.kv().delete(KEY).join())) {
            Receipt receipt = requireNonNull(result.receipt());
            assertThat(receipt.position()).isEqualTo(new Receipt.LogPosition(3, 10));
            assertThat(receipt.city()).isEqualTo("shanghai");
            assertThat(receipt.readPath()).isNull();
            assertThat(receipt.staleness()).isNull();
        }
    }

    @Test
    void shouldGiveATransactionsReceiptOnce() {
        a.answerWith(receipt());
        TxnResult result = client.kv()
                .commit(Txn.when().then(Operation.put(KEY, KEY), Operation.get(KeyRange.single(KEY))))
                .join();
        assertThat(result.receipt()).isNotNull();
        assertThat(result.results()).extracting(OperationResult::receipt).containsOnlyNulls();
    }

    @Test
    void shouldDoWithoutAReceiptThatIsNotThereOrMakesNoSense() {
        assertThat(get(DEFAULTS).receipt()).isNull();
        for (Map.Entry<String, String> wrong : List.of(
                Map.entry("quorate-epoch", "x"),
                Map.entry("quorate-revision", "-7"),
                Map.entry("quorate-revision", "99999999999999999999"),
                Map.entry("quorate-log-position", "10"),
                Map.entry("quorate-log-position", "3:"),
                Map.entry("quorate-read-path", "telepathy"),
                Map.entry("quorate-staleness-ms", "soon"))) {
            Map<String, String> bad = receipt("quorate-read-path", "local", "quorate-staleness-ms", "152");
            bad.put(wrong.getKey(), wrong.getValue());
            a.answerWith(bad);
            assertThat(get(DEFAULTS).receipt()).as(wrong.toString()).isNull();
        }
        for (String missing : receipt("quorate-staleness-ms", "152").keySet()) {
            Map<String, String> bad = receipt("quorate-read-path", "local", "quorate-staleness-ms", "152");
            bad.remove(missing);
            a.answerWith(bad);
            assertThat(get(DEFAULTS).receipt()).as(missing).isNull();
        }
    }

    @Test
    void shouldAskEachNodeOnceWhetherItIsFreshEnough() {
        a.failNext(FakeNode.When.BEFORE_APPLYING, TOO_STALE);
        assertThat(get(DEFAULTS.withSession(1).withOnMiss(OnMiss.ERROR)).count())
                .isZero();
        assertThat(b.received()).hasSize(1);

        a.failNext(FakeNode.When.BEFORE_APPLYING, TOO_STALE);
        b.failNext(FakeNode.When.BEFORE_APPLYING, TOO_STALE);
        rejected(getLater(DEFAULTS.withSession(1).withOnMiss(OnMiss.ERROR)), RejectedException.Reason.TOO_STALE);
        assertThat(a.received()).hasSize(2);
        assertThat(b.received()).hasSize(2);

        get(DEFAULTS);
        assertThat(a.received()).as("a node that is behind has not failed").hasSize(3);
    }

    @Test
    void shouldNotAskOthersForARevisionThatTheKeyspaceDoesNotHave() {
        a.failNext(FakeNode.When.BEFORE_APPLYING, REVISION_AHEAD);
        rejected(getLater(DEFAULTS.withSession(9).withOnMiss(OnMiss.UPGRADE)), RejectedException.Reason.REVISION_AHEAD);
        assertThat(b.received()).isEmpty();
    }

    @Test
    void shouldGoToTheFirstEndpointForEveryLevel() {
        get(DEFAULTS.withSession(1));
        get(DEFAULTS.withMaxStaleness(Duration.ofSeconds(1)));
        get(DEFAULTS.withConsistency(Consistency.SERIALIZABLE));
        get(DEFAULTS);
        assertThat(a.received()).hasSize(4);
        assertThat(b.received()).isEmpty();
    }
}
