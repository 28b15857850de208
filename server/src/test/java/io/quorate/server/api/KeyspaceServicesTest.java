package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which keyspace a call comes to. */
class KeyspaceServicesTest {
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    /** What the cluster says of a name that is not open here. */
    private CompletableFuture<Boolean> known = CompletableFuture.completedFuture(false);

    private final KeyspaceServices services = new KeyspaceServices("default", name -> known);
    private final FakeKeyspace first = new FakeKeyspace();
    private final FakeKeyspace orders = new FakeKeyspace();

    private Server server;
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init") // made before each test
    KeyspaceServicesTest() {}

    @BeforeEach
    void open() throws IOException {
        NodeBudgets budgets = new NodeBudgets(ApiFixture.LIMITS, Runnable::run, Metrics.none());
        services.add("default", api(first, budgets).services(ApiFixture.RECEIPTS));
        services.add("orders", api(orders, budgets).services(ApiFixture.RECEIPTS));
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addServices(services.ofDefault())
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private static EtcdApi api(FakeKeyspace keyspace, NodeBudgets budgets) {
        return new EtcdApi(
                keyspace,
                new FakeOperator(),
                ApiFixture.MEMBERSHIP,
                ApiFixture.LIMITS,
                budgets,
                NodeClock.system(),
                Metrics.none());
    }

    private KVGrpc.KVBlockingStub naming(String keyspace) {
        Metadata metadata = new Metadata();
        metadata.put(KeyspaceServices.KEYSPACE, keyspace);
        return KVGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Test
    void shouldGoToTheDefaultKeyspaceUnlessAnotherIsNamed() {
        KVGrpc.newBlockingStub(channel).put(PUT);
        naming("default").put(PUT);

        assertThat(first.writes).hasSize(2);
        assertThat(orders.writes).isEmpty();
    }

    @Test
    void shouldGoToTheKeyspaceThatIsNamed() {
        naming("orders").put(PUT);

        assertThat(orders.writes).hasSize(1);
        assertThat(first.writes).isEmpty();
    }

    @Test
    void shouldReadOtherMetadataThereAsWell() {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("quorate-consistency", Metadata.ASCII_STRING_MARSHALLER), "eventual");

        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> naming("orders")
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .put(PUT));

        assertThat(refused.getStatus().getDescription()).startsWith("quorate: bad request metadata");
        assertThat(orders.writes).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNotThereAndWhatIsNotThereAnyMore() {
        assertRefused("nowhere");
        services.remove("orders");
        assertRefused("orders");

        assertThat(first.writes).isEmpty();
        assertThat(orders.writes).isEmpty();
    }

    @Test
    void shouldNotCallAbsentWhatIsOnlyNotOpenYet() {
        known = CompletableFuture.completedFuture(true);
        assertRefused("new", Status.Code.UNAVAILABLE, "quorate: keyspace is not open here yet");

        known = CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.NO_LEADER));
        assertRefused("new", Status.Code.UNAVAILABLE, "etcdserver: no leader");
    }

    private void assertRefused(String keyspace) {
        assertRefused(keyspace, Status.Code.NOT_FOUND, "quorate: keyspace not found");
    }

    private void assertRefused(String keyspace, Status.Code code, String text) {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> naming(keyspace).put(PUT));
        assertThat(refused.getStatus().getCode()).isEqualTo(code);
        assertThat(refused.getStatus().getDescription()).isEqualTo(text);
    }
}
