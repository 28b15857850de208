package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.TxnRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real node and what it should not be given: it says what is wrong, in etcd's words, and goes on. */
class BadInputIT {
    private static final long STOP_SECONDS = 30;

    @TempDir
    private static Path directory;

    private static ProcessCluster cluster;
    private static EtcdClient client;

    BadInputIT() {}

    @BeforeAll
    static void start() throws IOException {
        cluster = new ProcessCluster(directory, 1);
        cluster.startAll();
        client = new EtcdClient(cluster.clientPort(0));
        client.patientKv().put(EtcdClient.put("up", ByteString.EMPTY));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        client.close();
        cluster.close();
    }

    private static Status refusal(Runnable call) {
        Status status =
                catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
        client.kv().put(EtcdClient.put("still", ByteString.copyFromUtf8("here")));
        return status;
    }

    @Test
    void shouldRefuseARequestThatIsTooLarge() {
        ByteString value = UnsafeByteOperations.unsafeWrap(new byte[2 << 20]);

        Status status = refusal(() -> client.kv().put(EtcdClient.put("large", value)));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).isEqualTo("etcdserver: request is too large");
    }

    @Test
    void shouldRefuseAMessageThatNoRequestCanBe() {
        ByteString value = UnsafeByteOperations.unsafeWrap(new byte[64 << 20]);

        Status status = refusal(() -> client.kv().put(EtcdClient.put("huge", value)));

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void shouldRefuseAnEmptyKey() {
        assertKeyMissing(() -> client.kv().range(RangeRequest.getDefaultInstance()));
        assertKeyMissing(() -> client.kv().put(PutRequest.getDefaultInstance()));
        assertKeyMissing(() -> client.kv().deleteRange(DeleteRangeRequest.getDefaultInstance()));
        assertKeyMissing(() -> client.kv()
                .txn(TxnRequest.newBuilder()
                        .addCompare(Compare.getDefaultInstance())
                        .build()));
    }

    private static void assertKeyMissing(Runnable call) {
        Status status = refusal(call);
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).isEqualTo("etcdserver: key is not provided");
    }

    @Test
    void shouldTakeARequestWithAFieldItDoesNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        1999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("of a later etcd"))
                                .build())
                .build();

        client.kv()
                .put(EtcdClient.put("unknown", ByteString.copyFromUtf8("v")).toBuilder()
                        .setUnknownFields(unknown)
                        .build());

        assertThat(client.kv().range(EtcdClient.get("unknown")).getKvs(0).getValue())
                .isEqualTo(ByteString.copyFromUtf8("v"));
    }

    @Test
    void shouldRefuseBytesThatAreNoMessageAndMethodsItDoesNotHave() {
        byte[] noise = {(byte) 0xff, (byte) 0xff, 1, 2, 3};

        assertThat(refusal(() -> call("etcdserverpb.KV/Put", noise)).getCode())
                .isIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.CANCELLED);
        assertThat(refusal(() -> call("etcdserverpb.KV/Steal", noise)).getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    private static byte[] call(String method, byte[] request) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .setRequestMarshaller(new Raw())
                .setResponseMarshaller(new Raw())
                .build();
        return ClientCalls.blockingUnaryCall(
                client.channel(), descriptor, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), request);
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void shouldHangUpOnWhoSpeaksAnotherProtocol() throws IOException {
        byte[] noise = new byte[4096];
        new Random(20261123).nextBytes(noise);

        for (byte[] bytes : new byte[][] {"HELO example.org\r\n\r\n".getBytes(StandardCharsets.US_ASCII), noise}) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.clientPort(0)));
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bytes);
                assertThat(endOf(socket)).isTrue();
            }
        }
        client.kv().put(EtcdClient.put("still", ByteString.copyFromUtf8("here")));
    }

    /** A connection that was reset has ended, too. */
    private static boolean endOf(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it says before is its own affair
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
        return true;
    }

    @Test
    void shouldNotRunOnADirectoryInUse() throws Exception {
        Process second = secondStart(cluster.topology(), cluster.data(0));

        assertThat(exit(second)).isIn(11, 12);
        client.kv().put(EtcdClient.put("still", ByteString.copyFromUtf8("here")));
    }

    @Test
    void shouldNotRunOnTheDirectoryOfAnotherClusterOrNodeNorOnATakenPort() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        try (ProcessCluster other = new ProcessCluster(elsewhere, 1);
                EtcdClient itsClient = new EtcdClient(other.clientPort(0))) {
            other.startAll();
            itsClient.patientKv().put(EtcdClient.put("mine", ByteString.EMPTY));
            other.process(0).destroy();
            assertThat(exit(other.process(0))).isZero();

            assertThat(exit(secondStart(renamed(other, "blackbox", "another"), other.data(0))))
                    .isEqualTo(10);
            assertThat(exit(secondStart(renamed(other, "n1", "n9"), other.data(0), "n9")))
                    .isEqualTo(10);
            try (ServerSocket taken = new ServerSocket(other.clientPort(0), 1, InetAddress.getLoopbackAddress())) {
                assertThat(taken.isBound()).isTrue();
                assertThat(exit(secondStart(other.topology(), other.data(0)))).isEqualTo(12);
            }

            other.start(0);
            assertThat(itsClient.patientKv().range(EtcdClient.get("mine")).getKvsCount())
                    .isEqualTo(1);
        }
    }

    private static Path renamed(ProcessCluster other, String from, String to) throws IOException {
        String text = Files.readString(other.topology()).replace(from, to);
        return Files.writeString(Files.createTempFile(directory, "topology", ".yaml"), text);
    }

    private static Process secondStart(Path topology, Path data) throws IOException {
        return secondStart(topology, data, "n1");
    }

    private static Process secondStart(Path topology, Path data, String node) throws IOException {
        return ProcessCluster.server(topology, data, node, directory.resolve("second.log"));
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
