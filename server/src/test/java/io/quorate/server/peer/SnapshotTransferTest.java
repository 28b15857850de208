package io.quorate.server.peer;

import static io.quorate.server.peer.TestPeer.N1;
import static io.quorate.server.peer.TestPeer.N2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.internal.v1.DescribeSnapshotRequest;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.proto.internal.v1.ReadSnapshotFileRequest;
import io.quorate.proto.internal.v1.SnapshotChunk;
import io.quorate.proto.internal.v1.SnapshotFile;
import io.quorate.proto.internal.v1.SnapshotManifest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotTransferTest {
    private static final GroupId GROUP = GroupId.of("test", "default");
    private static final int LARGE = 5 << 20;

    @TempDir
    Path scratch;

    private final AtomicLong received = new AtomicLong();
    private volatile LongConsumer onReceived = bytes -> {};
    private TestPeer peer;
    private Path source;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        peer = new TestPeer();
        source = snapshot("source", 1);
        target = scratch.resolve("target");
        peer.requests.snapshot = new SnapshotFiles(new LogPosition(3, 77), source);
    }

    @AfterEach
    void close() throws InterruptedException {
        peer.close();
    }

    @Test
    void shouldCopyEveryFile() throws Exception {
        try (PeerClients clients = clients(peer.port(), 0)) {
            assertThat(clients.fetchSnapshot(N2, GROUP, target)).isEqualTo(new LogPosition(3, 77));
        }

        assertThat(contents(target)).isEqualTo(contents(source));
        assertThat(received).hasValue(LARGE + 1000);
    }

    @Test
    void shouldNotFetchAgainWhatIsThereAndRemoveWhatDoesNotBelong() throws Exception {
        Files.createDirectories(target);
        Files.copy(source.resolve("large.sst"), target.resolve("large.sst"));
        Files.writeString(target.resolve("stray"), "of an older snapshot");
        Files.writeString(target.resolve("empty"), "not as empty as it should be");

        try (PeerClients clients = clients(peer.port(), 0)) {
            var unused = clients.fetchSnapshot(N2, GROUP, target);
        }

        assertThat(contents(target)).isEqualTo(contents(source));
        assertThat(received).hasValue(1000);
    }

    @Test
    void shouldGoOnWhereItWasInterrupted() throws Exception {
        try (FreezableProxy proxy = new FreezableProxy(peer.port());
                PeerClients clients = clients(proxy.port(), 0)) {
            proxy.cutAfter(LARGE / 2);
            assertThatThrownBy(() -> clients.fetchSnapshot(N2, GROUP, target))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("node n2 did not send large.sst: UNAVAILABLE");
            long first = received.get();
            assertThat(first).isBetween(1L, (long) LARGE - 1);
            assertThat(target.resolve("large.sst")).doesNotExist();

            proxy.heal();
            var unused = clients.fetchSnapshot(N2, GROUP, target);

            assertThat(contents(target)).isEqualTo(contents(source));
            assertThat(received).hasValue(LARGE + 1000);
        }
    }

    @Test
    void shouldGoOnAfterTheOtherNodeRestarted() throws Exception {
        onReceived = bytes -> {
            onReceived = more -> {};
            restart();
        };

        try (PeerClients clients = clients(peer.port(), 0)) {
            var unused = clients.fetchSnapshot(N2, GROUP, target);
        }

        assertThat(contents(target)).isEqualTo(contents(source));
    }

    private void restart() {
        try {
            peer.stop();
            peer.restart();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldDetectOneWrongByte() throws Exception {
        try (PeerClients clients = clients(peer.port(), 0)) {
            onReceived = bytes -> flip(source.resolve("nested/small.sst"));

            assertThatThrownBy(() -> clients.fetchSnapshot(N2, GROUP, target))
                    .isInstanceOf(IOException.class)
                    .hasMessage("file nested/small.sst of node n2 came corrupt");
        }
        assertThat(target.resolve("nested/small.sst")).doesNotExist();
    }

    private void flip(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[500] = (byte) (bytes[500] == 0 ? 1 : 0);
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldFetchAgainWhatAnEarlierDownloadLeftCorrupt() throws Exception {
        try (FreezableProxy proxy = new FreezableProxy(peer.port());
                PeerClients clients = clients(proxy.port(), 0)) {
            proxy.cutAfter(LARGE / 2);
            assertThatThrownBy(() -> clients.fetchSnapshot(N2, GROUP, target)).isInstanceOf(IOException.class);
            proxy.heal();
            flip(only(target, ".part"));

            var unused = clients.fetchSnapshot(N2, GROUP, target);

            assertThat(contents(target)).isEqualTo(contents(source));
        }
    }

    private static Path only(Path directory, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> found =
                    walk.filter(path -> path.toString().endsWith(suffix)).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    @Test
    void shouldTakeTheNextSnapshotWhenTheFirstIsRemovedMeanwhile() throws Exception {
        Path next = snapshot("next", 2);
        onReceived = bytes -> {
            onReceived = more -> {};
            peer.requests.snapshot = new SnapshotFiles(new LogPosition(3, 99), next);
            removeAll(source);
        };

        try (PeerClients clients = clients(peer.port(), 0)) {
            assertThat(clients.fetchSnapshot(N2, GROUP, target)).isEqualTo(new LogPosition(3, 99));
        }

        assertThat(contents(target)).isEqualTo(contents(next));
    }

    private static void removeAll(Path directory) {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldSayThatThereIsNoSnapshot() {
        peer.requests.snapshot = null;
        try (PeerClients clients = clients(peer.port(), 0)) {
            assertThatThrownBy(() -> clients.fetchSnapshot(N2, GROUP, target))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is no snapshot");
        }
    }

    @Test
    void shouldKeepToTheRate() throws Exception {
        long began = System.nanoTime();
        try (PeerClients clients = clients(peer.port(), 10 << 20)) {
            var unused = clients.fetchSnapshot(N2, GROUP, target);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(400));
        assertThat(contents(target)).isEqualTo(contents(source));
    }

    @Test
    void shouldServeOnlyFilesOfTheManifest() throws Exception {
        Files.writeString(scratch.resolve("secret"), "secret");
        ManagedChannel channel = channel();
        try {
            NodeServiceGrpc.NodeServiceBlockingStub stub = NodeServiceGrpc.newBlockingStub(channel);
            SnapshotManifest manifest = stub.describeSnapshot(describe());
            ReadSnapshotFileRequest.Builder request = read(manifest, "../secret");

            assertThatThrownBy(() -> stub.readSnapshotFile(request.build()).next())
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
            assertThatThrownBy(() -> stub.readSnapshotFile(
                                    request.setName("empty").setOffset(5).build())
                            .next())
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE));
            assertThatThrownBy(() -> stub.describeSnapshot(
                            describe().toBuilder().setCluster("other").build()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void shouldReadNoFurtherAheadThanTheOtherSideTakes() throws Exception {
        ManagedChannel channel = channel();
        try {
            NodeServiceGrpc.NodeServiceBlockingStub stub = NodeServiceGrpc.newBlockingStub(channel);
            SnapshotManifest manifest = stub.describeSnapshot(describe());
            AtomicLong chunks = new AtomicLong();
            NodeServiceGrpc.newStub(channel)
                    .readSnapshotFile(read(manifest, "large.sst").build(), new OneChunkOnly(chunks));
            await().until(() -> chunks.get() == 1);
            // While that reader has stopped reading, others are served by the same thread.
            try (PeerClients clients = clients(peer.port(), 0)) {
                var unused = clients.fetchSnapshot(N2, GROUP, target);
            }

            assertThat(contents(target)).isEqualTo(contents(source));
            assertThat(chunks).hasValue(1);
        } finally {
            channel.shutdownNow();
        }
    }

    private record OneChunkOnly(AtomicLong chunks)
            implements ClientResponseObserver<ReadSnapshotFileRequest, SnapshotChunk> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ReadSnapshotFileRequest> requests) {
            requests.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(SnapshotChunk chunk) {
            chunks.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void shouldWriteNothingOutsideTheDirectory() throws Exception {
        for (String name : List.of("../escaped", "/tmp/escaped", "a/../../escaped", "", ".", "x.part")) {
            Server liar = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new NodeServiceGrpc.NodeServiceImplBase() {
                        @Override
                        public void describeSnapshot(
                                DescribeSnapshotRequest request, StreamObserver<SnapshotManifest> replies) {
                            replies.onNext(SnapshotManifest.newBuilder()
                                    .addFiles(SnapshotFile.newBuilder().setName(name))
                                    .build());
                            replies.onCompleted();
                        }
                    })
                    .build()
                    .start();
            try (PeerClients clients = clients(liar.getPort(), 0)) {
                assertThatThrownBy(() -> clients.fetchSnapshot(N2, GROUP, target))
                        .isInstanceOf(IOException.class)
                        .hasMessage("node n2 offers a file of the name '" + name + "'");
            } finally {
                liar.shutdownNow();
            }
        }
        assertThat(scratch.resolve("escaped")).doesNotExist();
    }

    private ManagedChannel channel() {
        return NettyChannelBuilder.forAddress("127.0.0.1", peer.port())
                .usePlaintext()
                .build();
    }

    private static DescribeSnapshotRequest describe() {
        return DescribeSnapshotRequest.newBuilder()
                .setCluster(TestPeer.CLUSTER)
                .setNode("n1")
                .setTarget("n2")
                .setGroup(Wire.group(GROUP))
                .build();
    }

    private static ReadSnapshotFileRequest.Builder read(SnapshotManifest manifest, String name) {
        return ReadSnapshotFileRequest.newBuilder()
                .setCluster(TestPeer.CLUSTER)
                .setNode("n1")
                .setTarget("n2")
                .setGroup(Wire.group(GROUP))
                .setSnapshotId(manifest.getSnapshotId())
                .setName(name);
    }

    private Path snapshot(String name, long seed) throws IOException {
        Path directory = scratch.resolve(name);
        Files.createDirectories(directory.resolve("nested"));
        Random random = new Random(seed);
        byte[] large = new byte[LARGE];
        byte[] small = new byte[1000];
        random.nextBytes(large);
        random.nextBytes(small);
        Files.write(directory.resolve("large.sst"), large);
        Files.write(directory.resolve("nested/small.sst"), small);
        Files.createFile(directory.resolve("empty"));
        return directory;
    }

    private static SortedMap<String, Integer> contents(Path directory) throws IOException {
        SortedMap<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                contents.put(
                        directory.relativize(file).toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private PeerClients clients(int port, long bytesPerSecond) {
        Metrics counting = new Metrics() {
            @Override
            public void removeGauges(String tag, String value) {
                Metrics.none().removeGauges(tag, value);
            }

            @Override
            public Timer timer(String name, String help, String... tags) {
                return Metrics.none().timer(name, help, tags);
            }

            @Override
            public Summary summary(String name, String help, String... tags) {
                return Metrics.none().summary(name, help, tags);
            }

            @Override
            public Counter counter(String name, String help, String... tags) {
                return name.equals("quorate_peer_snapshot_received_bytes") ? this::count : amount -> {};
            }

            private void count(long bytes) {
                received.addAndGet(bytes);
                onReceived.accept(bytes);
            }

            @Override
            public void gauge(String name, String help, java.util.function.DoubleSupplier supplier, String... tags) {}
        };
        return new PeerClients(
                TestPeer.identity(N1),
                Map.of(N2, new PeerAddress("127.0.0.1", port)),
                PeerTuning.standard().withSnapshotRate(bytesPerSecond),
                counting);
    }
}
