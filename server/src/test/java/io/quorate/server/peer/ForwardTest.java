package io.quorate.server.peer;

import static io.quorate.server.peer.TestPeer.N1;
import static io.quorate.server.peer.TestPeer.N2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.quorate.proto.internal.v1.ForwardReply;
import io.quorate.proto.internal.v1.ForwardRequest;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForwardTest {
    private static final GroupId GROUP = GroupId.of("test", "default");
    private static final Duration LONG = Duration.ofSeconds(30);
    /** For machines that are busy with other tests. */
    private static final PeerTuning PATIENT = tuning(Duration.ofSeconds(5), 16 << 20);

    @TempDir
    private Path directory;

    private TestPeer peer;
    private PeerClients clients;

    @BeforeEach
    void open() throws IOException {
        peer = new TestPeer();
        clients = clients(peer.port(), PATIENT, TestPeer.identity(N1));
    }

    @AfterEach
    void close() throws InterruptedException {
        clients.close();
        peer.close();
    }

    @Test
    void shouldMatchRepliesThatComeInAnotherOrder() throws Exception {
        CompletableFuture<ForwardResult> first = clients.forward(N2, GROUP, new byte[] {1}, LONG);
        CompletableFuture<ForwardResult> second = clients.forward(N2, GROUP, new byte[] {2, 2}, LONG);

        FakeRequests.Taken one = take();
        FakeRequests.Taken two = take();
        two.answer();

        assertThat(second.get(20, TimeUnit.SECONDS).outcome()).containsExactly(2, 2);
        assertThat(first).isNotDone();
        one.answer();
        ForwardResult result = first.get(20, TimeUnit.SECONDS);
        assertThat(result.status()).isEqualTo(PeerStatus.OK);
        assertThat(result.position()).isEqualTo(new LogPosition(7, 1));
        assertThat(one.from()).isEqualTo(N1);
        assertThat(one.group()).isEqualTo(GROUP);
        assertThat(one.timeout()).isBetween(Duration.ofSeconds(25), LONG);
    }

    @Test
    void shouldKeepTheOrderInWhichOneCallerForwards() throws Exception {
        for (byte i = 0; i < 100; i++) {
            clients.forward(N2, GROUP, new byte[] {i}, LONG);
        }

        for (byte i = 0; i < 100; i++) {
            assertThat(take().batch()).containsExactly(i);
        }
    }

    @Test
    void shouldCarryTenThousandBatchesInFlight() throws Exception {
        peer.requests.reply = FakeRequests::echo;
        List<CompletableFuture<ForwardResult>> results = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            results.add(clients.forward(
                    N2, GROUP, ByteBuffer.allocate(512).putInt(i).array(), LONG));
        }

        for (int i = 0; i < results.size(); i++) {
            ForwardResult result = results.get(i).get(20, TimeUnit.SECONDS);
            assertThat(result.status()).isEqualTo(PeerStatus.OK);
            assertThat(ByteBuffer.wrap(result.outcome()).getInt()).isEqualTo(i);
        }
    }

    @Test
    void shouldNotKnowWhatBecameOfBatchesOnAStreamThatBroke() throws Exception {
        List<CompletableFuture<ForwardResult>> results = new ArrayList<>();
        for (byte i = 0; i < 5; i++) {
            results.add(clients.forward(N2, GROUP, new byte[] {i}, LONG));
        }
        for (int i = 0; i < 5; i++) {
            take();
        }

        peer.stop();

        for (CompletableFuture<ForwardResult> result : results) {
            assertThat(result.get(20, TimeUnit.SECONDS).status()).isEqualTo(PeerStatus.INDETERMINATE);
        }
    }

    @Test
    void shouldSayAtOnceThatNothingWasSentToADeadNode() throws Exception {
        peer.stop();

        assertThat(clients.forward(N2, GROUP, new byte[] {1}, LONG)
                        .get(20, TimeUnit.SECONDS)
                        .status())
                .isEqualTo(PeerStatus.NOT_READY);
        assertThat(clients.readIndex(N2, GROUP, LONG).get(20, TimeUnit.SECONDS).status())
                .isEqualTo(PeerStatus.NOT_READY);
    }

    @Test
    void shouldConnectAgainSoonAfterTheNodeIsBack() throws Exception {
        peer.requests.reply = FakeRequests::echo;
        assertThat(status(clients.forward(N2, GROUP, new byte[] {1}, LONG))).isEqualTo(PeerStatus.OK);
        peer.stop();
        await().until(() -> status(clients.forward(N2, GROUP, new byte[] {1}, LONG)) == PeerStatus.NOT_READY);

        peer.restart();

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> status(clients.forward(N2, GROUP, new byte[] {1}, LONG)) == PeerStatus.OK);
        assertThat(status(clients.readIndex(N2, GROUP, LONG))).isEqualTo(PeerStatus.OK);
    }

    @Test
    void shouldEndWithinTheTimeoutWhatWasSent() throws Exception {
        CompletableFuture<ForwardResult> result = clients.forward(N2, GROUP, new byte[] {1}, Duration.ofMillis(300));
        take();

        assertThat(status(result)).isEqualTo(PeerStatus.INDETERMINATE);
    }

    @Test
    void shouldEndWithinTheTimeoutWhatWasNeverSent() throws Exception {
        // Accepts connections and says nothing, so that none ever stands.
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PeerClients toMute = clients(mute.getLocalPort(), PATIENT, TestPeer.identity(N1))) {
            CompletableFuture<ForwardResult> result = toMute.forward(N2, GROUP, new byte[] {1}, Duration.ofMillis(200));

            assertThat(status(result)).isEqualTo(PeerStatus.NOT_READY);
        }
    }

    @Test
    void shouldNoticeABlackHole() throws Exception {
        PeerTuning impatient = tuning(Duration.ofMillis(50), 1 << 20);
        peer.requests.reply = FakeRequests::echo;
        try (FreezableProxy proxy = new FreezableProxy(peer.port());
                PeerClients behind = clients(proxy.port(), impatient, TestPeer.identity(N1))) {
            await().until(() -> status(behind.forward(N2, GROUP, new byte[] {1}, LONG)) == PeerStatus.OK);

            proxy.freeze();
            CompletableFuture<ForwardResult> result = behind.forward(N2, GROUP, new byte[] {2}, LONG);

            assertThat(result.get(20, TimeUnit.SECONDS).status()).isEqualTo(PeerStatus.INDETERMINATE);
        }
    }

    @Test
    void shouldKeepASilentButLivingStream() throws Exception {
        try (PeerClients quick = clients(peer.port(), tuning(Duration.ofMillis(300), 1 << 20), TestPeer.identity(N1))) {
            CompletableFuture<ForwardResult> result = quick.forward(N2, GROUP, new byte[] {1}, LONG);
            FakeRequests.Taken slow = take();

            await().during(Duration.ofMillis(1500))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !result.isDone());
            slow.answer();

            assertThat(status(result)).isEqualTo(PeerStatus.OK);
        }
    }

    @Test
    void shouldRefuseMoreThanMayWaitWhenTheNodeDoesNotRead() throws Exception {
        peer.requests.reply = FakeRequests::echo;
        try (FreezableProxy proxy = new FreezableProxy(peer.port());
                PeerClients behind = clients(proxy.port(), PATIENT, TestPeer.identity(N1))) {
            assertThat(status(behind.forward(N2, GROUP, new byte[] {1}, LONG))).isEqualTo(PeerStatus.OK);
            proxy.freeze();

            int refused = 0;
            byte[] batch = new byte[1 << 20];
            for (int i = 0; i < 60; i++) {
                CompletableFuture<ForwardResult> result = behind.forward(N2, GROUP, batch, LONG);
                refused += result.isDone() && result.get().status() == PeerStatus.OVERLOADED ? 1 : 0;
            }

            assertThat(refused).isGreaterThan(30);
        }
    }

    @Test
    void shouldTakeNoMoreFromACallerThatDoesNotReadItsAnswers() {
        byte[] large = new byte[64 << 10];
        peer.requests.reply = taken ->
                CompletableFuture.completedFuture(new ForwardResult(PeerStatus.OK, null, new LogPosition(1, 1), large));
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", peer.port())
                .usePlaintext()
                .build();
        try {
            Unreading unreading = new Unreading();
            NodeServiceGrpc.newStub(channel).forward(unreading);
            for (int i = 1; i <= 5000; i++) {
                unreading.send(ForwardRequest.newBuilder()
                        .setSequence(i)
                        .setCluster(TestPeer.CLUSTER)
                        .setNode("n1")
                        .setTarget("n2")
                        .setGroup(Wire.group(GROUP))
                        .setBatch(ByteString.copyFrom(new byte[] {1}))
                        .build());
            }

            await().until(() -> peer.requests.count.get() >= 256);
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> peer.requests.count.get() < 600);
        } finally {
            channel.shutdownNow();
        }
    }

    private static final class Unreading implements ClientResponseObserver<ForwardRequest, ForwardReply> {
        private @Nullable ClientCallStreamObserver<ForwardRequest> call;

        void send(ForwardRequest request) {
            Objects.requireNonNull(call).onNext(request);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ForwardRequest> requests) {
            call = requests;
            requests.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(ForwardReply reply) {
            throw new AssertionError("nothing was asked for");
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void shouldRefuseStrangers() throws Exception {
        PeerIdentity otherCluster = new PeerIdentity("other", "same", N1, Set.of(N1, N2));
        PeerIdentity unknownNode = new PeerIdentity(TestPeer.CLUSTER, "same", new NodeId("n8"), Set.of(N1, N2));
        for (PeerIdentity stranger : List.of(otherCluster, unknownNode)) {
            try (PeerClients strange = clients(peer.port(), PATIENT, stranger)) {
                assertThat(status(strange.forward(N2, GROUP, new byte[] {1}, LONG)))
                        .isEqualTo(PeerStatus.REFUSED);
                assertThat(status(strange.forward(N2, GROUP, new byte[] {1}, LONG)))
                        .isEqualTo(PeerStatus.REFUSED);
                assertThat(status(strange.readIndex(N2, GROUP, LONG))).isEqualTo(PeerStatus.REFUSED);
            }
        }
        assertThat(peer.requests.count.get()).isZero();
    }

    @Test
    void shouldRefuseWhoseTopologyDiffers() throws Exception {
        try (PeerClients differing = clients(peer.port(), PATIENT, TestPeer.identity(N1, "another"))) {
            assertThat(status(differing.forward(N2, GROUP, new byte[] {1}, LONG)))
                    .isEqualTo(PeerStatus.REFUSED);
            assertThat(status(differing.readIndex(N2, GROUP, LONG))).isEqualTo(PeerStatus.REFUSED);
            assertThatThrownBy(() -> differing.fetchSnapshot(N2, GROUP, directory.resolve("snapshot")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another topology");
        }
        assertThat(peer.requests.count.get()).isZero();
        assertThat(peer.refusals("topology")).isEqualTo("3.0");
        assertThat(peer.refusals("stranger")).isEqualTo("0.0");
    }

    @Test
    void shouldTakeCallsOfAVersionThatHadNoHash() throws Exception {
        try (PeerClients older = clients(peer.port(), PATIENT, TestPeer.identity(N1, ""))) {
            CompletableFuture<ForwardResult> answer = older.forward(N2, GROUP, new byte[] {1}, LONG);
            take().answer();
            assertThat(status(answer)).isEqualTo(PeerStatus.OK);
        }
    }

    @Test
    void shouldRefuseCallsMeantForAnotherNode() throws Exception {
        NodeId third = new NodeId("n3");
        try (PeerClients mistaken = new PeerClients(
                TestPeer.identity(N1),
                Map.of(third, new PeerAddress("127.0.0.1", peer.port())),
                PATIENT,
                Metrics.none())) {
            assertThat(status(mistaken.forward(third, GROUP, new byte[] {1}, LONG)))
                    .isEqualTo(PeerStatus.REFUSED);
            assertThat(status(mistaken.forward(N2, GROUP, new byte[] {1}, LONG)))
                    .isEqualTo(PeerStatus.REFUSED);
        }
    }

    @Test
    void shouldPassOnWhatTheLeaderSays() throws Exception {
        peer.requests.reply = taken -> CompletableFuture.completedFuture(
                new ForwardResult(PeerStatus.NOT_LEADER, new NodeId("n3"), LogPosition.NONE, null));

        ForwardResult result = clients.forward(N2, GROUP, new byte[] {1}, LONG).get(20, TimeUnit.SECONDS);

        assertThat(result)
                .isEqualTo(new ForwardResult(PeerStatus.NOT_LEADER, new NodeId("n3"), LogPosition.NONE, null));
    }

    @Test
    void shouldAskForAReadIndex() throws Exception {
        assertThat(clients.readIndex(N2, GROUP, LONG).get(20, TimeUnit.SECONDS))
                .isEqualTo(new ReadIndexResult(PeerStatus.OK, new NodeId("n3"), new LogPosition(3, 44), true));

        peer.requests.readIndex = new CompletableFuture<>();

        assertThat(status(clients.readIndex(N2, GROUP, Duration.ofMillis(100)))).isEqualTo(PeerStatus.INDETERMINATE);
    }

    @Test
    void shouldNotEndWithTheRequestThatBeganIt() throws Exception {
        List<CompletableFuture<?>> results = new ArrayList<>();
        peer.requests.readIndex = new CompletableFuture<>();
        try (Context.CancellableContext request = Context.current().withCancellation()) {
            request.run(() -> {
                results.add(clients.forward(N2, GROUP, new byte[] {1}, LONG));
                results.add(clients.readIndex(N2, GROUP, LONG));
            });
        }
        take().answer();
        peer.requests.readIndex.complete(ReadIndexResult.of(PeerStatus.NOT_LEADER));

        assertThat(status(results.get(0))).isEqualTo(PeerStatus.OK);
        assertThat(status(results.get(1))).isEqualTo(PeerStatus.NOT_LEADER);
    }

    @Test
    void shouldEndEverythingWhenClosed() throws Exception {
        CompletableFuture<ForwardResult> result = clients.forward(N2, GROUP, new byte[] {1}, LONG);
        take();

        clients.close();

        assertThat(status(result)).isEqualTo(PeerStatus.INDETERMINATE);
        assertThat(status(clients.forward(N2, GROUP, new byte[] {1}, LONG))).isEqualTo(PeerStatus.NOT_READY);
    }

    private FakeRequests.Taken take() throws InterruptedException {
        FakeRequests.Taken taken = peer.requests.taken.poll(10, TimeUnit.SECONDS);
        assertThat(taken).as("a batch arrived").isNotNull();
        return taken;
    }

    private static PeerStatus status(CompletableFuture<?> future) throws Exception {
        Object result = future.get(20, TimeUnit.SECONDS);
        return result instanceof ForwardResult forward ? forward.status() : ((ReadIndexResult) result).status();
    }

    private static PeerTuning tuning(Duration heartbeat, long maxUnsentBytes) {
        return new PeerTuning(
                heartbeat, Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofMillis(500), maxUnsentBytes, 0);
    }

    private static PeerClients clients(int port, PeerTuning tuning, PeerIdentity self) {
        return new PeerClients(self, Map.of(N2, new PeerAddress("127.0.0.1", port)), tuning, Metrics.none());
    }
}
