package io.quorate.client;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.fake.FakeNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadSessionTest {
    private static final ByteString KEY = copyFromUtf8("k");
    private static final KeyRange RANGE = KeyRange.single(KEY);

    private final FakeNode node = new FakeNode();
    private final QuorateClient client = client().build();
    private final ReadSession session = client.readSession();

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    private QuorateClient.Builder client() {
        return QuorateClient.builder().endpoints(List.of(node.endpoint())).timeout(Duration.ofSeconds(30));
    }

    /** What the last request asked for, of one of the metadata. */
    private @Nullable String asked(String name) {
        Metadata last = List.copyOf(node.received()).get(node.received().size() - 1);
        return last.get(Metadata.Key.of("quorate-" + name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void shouldAskForWhatItHasWrittenAndRead() {
        session.get(KEY).join();
        assertThat(asked("consistency")).isEqualTo("session");
        assertThat(asked("min-revision")).isEqualTo("0");

        long written = session.put(KEY, KEY).join().header().revision();
        assertThat(asked("consistency")).as("a write needs no level").isNull();
        session.get(KEY).join();
        assertThat(asked("min-revision")).isEqualTo(Long.toString(written));

        long others = client.kv().put(KEY, KEY).join().header().revision();
        session.get(KEY).join();
        assertThat(asked("min-revision")).as("nobody told it").isEqualTo(Long.toString(written));
        session.get(KEY).join();
        assertThat(asked("min-revision")).isEqualTo(Long.toString(others));

        long deleted = session.delete(KEY).join().header().revision();
        assertThat(session.revision()).isEqualTo(deleted).isGreaterThan(others);
    }

    @Test
    void shouldReadTransactionsInTheSessionToo() {
        session.commit(Txn.when().then(Operation.put(KEY, KEY))).join();
        assertThat(asked("min-revision")).isNull();
        session.commit(Txn.when().then(Operation.get(RANGE))).join();
        assertThat(asked("consistency")).isEqualTo("session");
        assertThat(asked("min-revision")).isEqualTo("2");
    }

    @Test
    void shouldLeaveAReadTheLevelThatItNames() {
        session.put(KEY, KEY).join();
        session.get(RANGE, GetOptions.defaults().withConsistency(Consistency.LINEARIZABLE))
                .join();
        assertThat(asked("consistency")).isNull();
        session.get(RANGE, GetOptions.defaults().withMaxStaleness(Duration.ofSeconds(1)))
                .join();
        assertThat(asked("consistency")).isEqualTo("bounded");
        assertThat(asked("min-revision")).isEqualTo("2");
        session.get(RANGE, GetOptions.defaults().withSession(1).withOnMiss(OnMiss.UPGRADE))
                .join();
        assertThat(asked("on-miss")).isEqualTo("upgrade");
        assertThat(asked("min-revision")).isEqualTo("2");
    }

    @Test
    void shouldNotGoBack() {
        ReadOptions serializable = ReadOptions.defaults().withConsistency(Consistency.SERIALIZABLE);
        for (CompletableFuture<?> read : List.of(
                session.get(RANGE, GetOptions.defaults().withReading(serializable)),
                session.commit(Txn.when().then(Operation.get(RANGE)), serializable))) {
            assertThatThrownBy(read::join)
                    .hasCauseInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("may go back");
        }
    }

    @Test
    void shouldGoOnElsewhere() {
        session.put(KEY, KEY).join();
        String token = session.token();
        try (QuorateClient other = client().build()) {
            ReadSession resumed = other.readSession(token);
            assertThat(resumed.token()).isEqualTo(token);
            resumed.get(KEY).join();
            assertThat(asked("min-revision")).isEqualTo("2");

            client.kv().put(KEY, KEY).join();
            resumed.get(KEY).join();
            session.join(resumed.token());
            assertThat(session.revision()).isEqualTo(3);
            session.join(token);
            assertThat(session.revision()).as("it never goes back").isEqualTo(3);
        }
    }

    @Test
    void shouldNotBeCarriedToAnotherKeyspace() {
        session.put(KEY, KEY).join();
        try (QuorateClient orders = client().keyspace("orders").build()) {
            assertThatThrownBy(() -> orders.readSession(session.token()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("default")
                    .hasMessageContaining("orders");
            ReadSession ofOrders = orders.readSession();
            assertThatThrownBy(() -> session.join(ofOrders.token())).isInstanceOf(IllegalArgumentException.class);
        }
        try (QuorateClient named = client().keyspace("default").build()) {
            assertThat(named.readSession(session.token()).revision()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseWhatIsNoToken() {
        for (String wrong :
                List.of("", "default", "default:", "default:-1", "default:x", "default:9999999999999999999")) {
            assertThatThrownBy(() -> client.readSession(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("KEYSPACE:REVISION");
        }
    }

    @Test
    void shouldKeepTheNewestOfManyAtOnce() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(session.put(KEY, KEY));
            all.add(session.get(KEY));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(session.revision()).isEqualTo(201);
    }
}
