package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.common.LogPosition;
import io.quorate.server.request.ReadPath;
import io.quorate.server.request.ReadProof;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final RangeRequest RANGE =
            RangeRequest.newBuilder().setKey(KEY).build();

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();
    private ApiFixture api;

    @BeforeEach
    void open() throws IOException {
        api = new ApiFixture(keyspace);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private KVGrpc.KVBlockingStub kv() {
        return api.kv().withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    }

    /** Of the call that ended last. */
    private Map<String, String> receipt() {
        Metadata ended = Objects.requireNonNull(trailers.get());
        Map<String, String> receipt = new LinkedHashMap<>();
        for (String key : new TreeSet<>(ended.keys())) {
            if (key.startsWith("quorate-")) {
                String value = ended.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
                receipt.put(key, Objects.requireNonNull(value));
            }
        }
        return receipt;
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> receipt = new LinkedHashMap<>(Map.of(
                "quorate-keyspace", "default",
                "quorate-node", "n1",
                "quorate-zone", "sh-a",
                "quorate-city", "shanghai",
                "quorate-epoch", "4"));
        for (int i = 0; i < more.length; i += 2) {
            receipt.put(more[i], more[i + 1]);
        }
        return receipt;
    }

    @Test
    void shouldSayWhereAReadCameFromAndHowItWasMadeSafe() {
        kv().range(RANGE);
        assertThat(receipt())
                .isEqualTo(with(
                        "quorate-revision", "7",
                        "quorate-log-position", "3:10",
                        "quorate-read-path", "lease",
                        "quorate-staleness-ms", "0"));

        keyspace.proof = new ReadProof(ReadPath.READ_INDEX, new LogPosition(4, 12), 0);
        kv().range(RANGE.toBuilder().setRangeEnd(ByteString.copyFromUtf8("z")).build());
        assertThat(receipt())
                .isEqualTo(with(
                        "quorate-revision", "7",
                        "quorate-log-position", "4:12",
                        "quorate-read-path", "read-index",
                        "quorate-staleness-ms", "0"));
    }

    @Test
    void shouldSayHowStaleALocalReadMayBeAndWhenThatIsNotKnown() {
        keyspace.proof = new ReadProof(ReadPath.LOCAL, new LogPosition(3, 10), 152);
        kv().range(RANGE);
        assertThat(receipt()).containsEntry("quorate-read-path", "local").containsEntry("quorate-staleness-ms", "152");

        keyspace.proof = new ReadProof(ReadPath.LOCAL, new LogPosition(3, 10), ReadProof.UNKNOWN);
        kv().txn(TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestRange(RANGE))
                .build());
        assertThat(receipt()).containsEntry("quorate-revision", "7").containsEntry("quorate-staleness-ms", "unknown");
    }

    @Test
    void shouldSayWhereAWriteWasCommitted() {
        kv().put(PutRequest.newBuilder().setKey(KEY).build());

        assertThat(receipt()).isEqualTo(with("quorate-revision", "7", "quorate-log-position", "3:10"));
    }

    @Test
    void shouldSayWhoRefused() {
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> kv().put(PutRequest.getDefaultInstance())))
                .isNotNull();

        assertThat(receipt()).isEqualTo(with());
    }
}
