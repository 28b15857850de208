package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.server.command.Outcome;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientPortTest {
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final PutRequest PUT =
            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private final ClientPort port = port(0);
    private final List<ManagedChannel> channels = new ArrayList<>();

    private ClientPort port(int number) {
        EtcdApi api = new EtcdApi(
                keyspace,
                new FakeOperator(),
                ApiFixture.MEMBERSHIP,
                ApiFixture.LIMITS,
                new NodeBudgets(ApiFixture.LIMITS, Runnable::run, Metrics.none()),
                NodeClock.system(),
                Metrics.none());
        return new ClientPort(
                new ClientPort.Options("127.0.0.1", number, 2, ApiFixture.LIMITS.maxRequestBytes(), 1_000, 2),
                api.services(ApiFixture.RECEIPTS),
                List.of());
    }

    private ManagedChannel start() throws IOException {
        port.start();
        return connect();
    }

    private ManagedChannel connect() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port.port())
                .usePlaintext()
                .build();
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void stop() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        port.stop(DRAIN);
    }

    @Test
    void shouldServeOverTheWire() throws IOException {
        ManagedChannel channel = start();

        PutResponse response = KVGrpc.newBlockingStub(channel).put(PUT);

        assertThat(response.getHeader().getRevision()).isEqualTo(7);
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClientPort unlucky = port(taken.getLocalPort());

            assertThatThrownBy(unlucky::start)
                    .isInstanceOf(PortTakenException.class)
                    .hasMessage("Port " + taken.getLocalPort() + " of 127.0.0.1 is taken by another process");
        }
    }

    @Test
    void shouldBeHealthyOnlyWhenItMayServe() throws IOException {
        ManagedChannel channel = start();
        assertThat(health(channel, "")).isEqualTo(ServingStatus.NOT_SERVING);

        port.serving(true);
        assertThat(health(channel, "")).isEqualTo(ServingStatus.SERVING);
        assertThat(health(channel, "etcdserverpb.KV")).isEqualTo(ServingStatus.SERVING);
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> health(channel, "none"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.NOT_FOUND);

        port.serving(false);
        assertThat(health(channel, "etcdserverpb.KV")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    private ServingStatus health(ManagedChannel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    @Test
    void shouldRefuseAMessageThatNoRequestCanBe() throws IOException {
        ManagedChannel channel = start();
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);

        assertThat(code(kv, 1_700_000)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(kv, 3_000_000)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(kv, 5_000_000)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(kv.put(PUT).getHeader().getRevision()).isEqualTo(7);
    }

    private static Status.Code code(KVGrpc.KVBlockingStub kv, int valueBytes) {
        PutRequest large = PUT.toBuilder()
                .setValue(UnsafeByteOperations.unsafeWrap(new byte[valueBytes]))
                .build();
        return catchThrowableOfType(StatusRuntimeException.class, () -> kv.put(large))
                .getStatus()
                .getCode();
    }

    @Test
    void shouldCloseAConnectionTooMany() throws IOException {
        KVGrpc.KVBlockingStub first = KVGrpc.newBlockingStub(start());
        KVGrpc.KVBlockingStub second = KVGrpc.newBlockingStub(connect());
        KVGrpc.KVBlockingStub third = KVGrpc.newBlockingStub(connect());
        assertThat(first.put(PUT).getHeader().getRevision()).isEqualTo(7);
        assertThat(second.put(PUT).getHeader().getRevision()).isEqualTo(7);

        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> third.put(PUT))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);

        channels.get(0).shutdownNow();
        Awaitility.await()
                .untilAsserted(() -> assertThat(third.withWaitForReady()
                                .withDeadlineAfter(2, TimeUnit.SECONDS)
                                .put(PUT)
                                .getHeader()
                                .getRevision())
                        .isEqualTo(7));
        assertThat(second.put(PUT).getHeader().getRevision()).isEqualTo(7);
    }

    /** Nobody can be told why before it has said something; but it need not be kept. */
    @Test
    void shouldKeepFewSocketsThatSayNothing() throws IOException {
        port.start();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), port.port()));
            }
            Awaitility.await().until(() -> living(sockets) <= SocketLimit.above(2));
            assertThat(living(sockets)).isEqualTo(SocketLimit.above(2));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Awaitility.await()
                .ignoreException(StatusRuntimeException.class)
                .until(() ->
                        KVGrpc.newBlockingStub(connect()).put(PUT).getHeader().getRevision() == 7);
    }

    private static long living(List<Socket> sockets) throws IOException {
        long living = 0;
        for (Socket socket : sockets) {
            if (isLiving(socket)) {
                living++;
            }
        }
        return living;
    }

    private static boolean isLiving(Socket socket) throws IOException {
        socket.setSoTimeout(20);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (SocketException e) {
            // Hung up on, and rudely.
            return false;
        }
    }

    @Test
    void shouldAnswerWhatIsUnderWayBeforeItStops() throws Exception {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        keyspace.onWrite = request -> slow;
        ManagedChannel channel = start();
        ListenableFuture<PutResponse> answer = KVGrpc.newFutureStub(channel).put(PUT);
        Awaitility.await().until(() -> !keyspace.writes.isEmpty());

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                port.stop(DRAIN);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        slow.complete(new Outcome.PutDone(8, null));

        assertThat(answer).succeedsWithin(DRAIN);
        assertThat(stopped).succeedsWithin(DRAIN);
    }

    @Test
    void shouldGiveUpOnWhatDoesNotEnd() throws Exception {
        keyspace.onWrite = request -> new CompletableFuture<>();
        ManagedChannel channel = start();
        ListenableFuture<PutResponse> answer = KVGrpc.newFutureStub(channel).put(PUT);
        Awaitility.await().until(() -> !keyspace.writes.isEmpty());

        int number = port.port();
        port.stop(Duration.ofMillis(100));

        assertThat(answer).failsWithin(DRAIN);
        try (ServerSocket free = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }
}
