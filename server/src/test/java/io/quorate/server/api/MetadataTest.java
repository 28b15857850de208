package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import io.quorate.server.request.OnMiss;
import io.quorate.server.request.ReadLevel;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final PutRequest PUT = PutRequest.newBuilder().setKey(KEY).build();
    private static final RangeRequest RANGE =
            RangeRequest.newBuilder().setKey(KEY).build();
    private static final String SESSION = "0123456789abcdefFEDCBA9876543210";

    private final FakeKeyspace keyspace = new FakeKeyspace();
    private ApiFixture api;

    @BeforeEach
    void open() throws IOException {
        api = new ApiFixture(keyspace);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private KVGrpc.KVBlockingStub with(String... keysAndValues) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            metadata.put(Metadata.Key.of(keysAndValues[i], Metadata.ASCII_STRING_MARSHALLER), keysAndValues[i + 1]);
        }
        return api.kv().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Test
    void shouldStampANumberedWrite() {
        with("quorate-session", SESSION, "quorate-sequence", "12", "quorate-acknowledged-below", "9")
                .put(PUT);

        assertThat(keyspace.writes.get(0).stamp())
                .isEqualTo(new SessionStamp(new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L), 12, 9));
    }

    @Test
    void shouldTakeNothingForAcknowledgedWhenItIsNotSaid() {
        with("quorate-session", SESSION, "quorate-sequence", "1").put(PUT);

        assertThat(keyspace.writes.get(0).stamp())
                .isEqualTo(new SessionStamp(new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L), 1, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "0123, 1, 0",
        "0123456789abcdefFEDCBA987654321g, 1, 0",
        "0123456789abcdefFEDCBA9876543210, 0, 0",
        "0123456789abcdefFEDCBA9876543210, -1, 0",
        "0123456789abcdefFEDCBA9876543210, x, 0",
        "0123456789abcdefFEDCBA9876543210, 9999999999999999999, 0",
        "0123456789abcdefFEDCBA9876543210, 5, 6",
        "0123456789abcdefFEDCBA9876543210, 5, -1"
    })
    void shouldRefuseABadStampBeforeAnythingIsDone(String session, String sequence, String acknowledgedBelow) {
        KVGrpc.KVBlockingStub stub = with(
                "quorate-session", session,
                "quorate-sequence", sequence,
                "quorate-acknowledged-below", acknowledgedBelow);

        assertRefused(stub);
    }

    @Test
    void shouldRefuseHalfAStamp() {
        assertRefused(with("quorate-session", SESSION));
        assertRefused(with("quorate-sequence", "1"));
        assertRefused(with("quorate-acknowledged-below", "1"));
    }

    @ParameterizedTest
    @CsvSource({
        "quorate-consistency, eventual",
        "quorate-max-staleness-ms, -1",
        "quorate-max-staleness-ms, 1s",
        "quorate-max-staleness-ms, 31536000001",
        "quorate-min-revision, x",
        "quorate-on-miss, wait"
    })
    void shouldRefuseAReadThatItCannotUnderstand(String key, String value) {
        assertRefused(with(key, value));
    }

    @ParameterizedTest
    @CsvSource({
        "linearizable, quorate-max-staleness-ms, 5",
        "serializable, quorate-max-staleness-ms, 5",
        "session, quorate-max-staleness-ms, 5",
        "linearizable, quorate-min-revision, 5",
        "serializable, quorate-min-revision, 5",
        "linearizable, quorate-on-miss, error",
        "serializable, quorate-on-miss, error",
        "bounded, quorate-on-miss, never"
    })
    void shouldRefuseWhatDoesNotGoWithTheLevel(String level, String key, String value) {
        assertRefused(with("quorate-consistency", level, key, value));
    }

    private void assertRefused(KVGrpc.KVBlockingStub stub) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> stub.put(PUT));
        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure.getStatus().getDescription()).startsWith("quorate: bad request metadata: quorate-");
        assertThat(keyspace.writes).isEmpty();
    }

    @Test
    void shouldReadAtTheLevelOfTheMetadata() {
        with("quorate-consistency", "serializable").range(RANGE);
        with("quorate-consistency", "linearizable")
                .range(RANGE.toBuilder().setSerializable(true).build());

        assertThat(keyspace.reads)
                .extracting(FakeKeyspace.Read::level)
                .containsExactly(ReadLevel.SERIALIZABLE, ReadLevel.LINEARIZABLE);
    }

    @Test
    void shouldReadWithinABoundOrFromASession() {
        with("quorate-max-staleness-ms", "250").range(RANGE);
        with("quorate-consistency", "bounded").range(RANGE);
        with("quorate-consistency", "bounded", "quorate-min-revision", "7", "quorate-on-miss", "error")
                .range(RANGE);
        with("quorate-min-revision", "9").range(RANGE);
        with("quorate-consistency", "session", "quorate-on-miss", "upgrade").range(RANGE);

        long asked = TimeUnit.MILLISECONDS.toNanos(250);
        long otherwise = ApiFixture.LIMITS.maxStaleness().toNanos();
        assertThat(keyspace.options)
                .containsExactly(
                        ReadOptions.bounded(asked, 0, OnMiss.UPGRADE),
                        ReadOptions.bounded(otherwise, 0, OnMiss.UPGRADE),
                        ReadOptions.bounded(otherwise, 7, OnMiss.ERROR),
                        ReadOptions.session(9, OnMiss.WAIT),
                        ReadOptions.session(0, OnMiss.UPGRADE));
    }

    @Test
    void shouldReadRangesAndTransactionsAtTheLevelOfTheMetadataToo() {
        RangeRequest range =
                RANGE.toBuilder().setRangeEnd(ByteString.copyFromUtf8("z")).build();
        with("quorate-max-staleness-ms", "250").range(range);
        with("quorate-max-staleness-ms", "250")
                .txn(TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestRange(RANGE))
                        .build());

        ReadOptions asked = ReadOptions.bounded(TimeUnit.MILLISECONDS.toNanos(250), 0, OnMiss.UPGRADE);
        assertThat(keyspace.options).containsExactly(asked, asked);
    }

    @Test
    void shouldSayHowMuchTooStaleANodeIs() {
        keyspace.onRead = (query, level) -> CompletableFuture.failedFuture(
                new RequestFailure(RequestFailure.Kind.TOO_STALE, "its state is 300 ms old at most"));

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> with("quorate-max-staleness-ms", "250").range(RANGE));

        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription())
                .isEqualTo("quorate: this node is not fresh enough: its state is 300 ms old at most");
    }

    @Test
    void shouldFailAtOnceWithoutALeaderWhenOneIsRequired() {
        with("hasleader", "true").put(PUT);
        keyspace.leader = null;
        with("hasleader", "false").put(PUT);

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> with("hasleader", "true").put(PUT));
        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure.getStatus().getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(keyspace.writes).hasSize(2);
    }
}
