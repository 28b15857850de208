package io.quorate.jepsen.workload;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one node, for one thread. Sends everything once: retries of gRPC are off, because a write that is
 * sent again behind our back may be applied twice.
 */
final class NodeClient implements AutoCloseable {
    private static final int MAX_RESPONSE_BYTES = 64 << 20;
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final Metadata.Key<String> MIN_REVISION = ascii("quorate-min-revision");
    private static final Metadata.Key<String> MAX_STALENESS = ascii("quorate-max-staleness-ms");
    private static final Metadata.Key<String> STALENESS = ascii("quorate-staleness-ms");
    private static final String UNKNOWN = "unknown";

    private final ManagedChannel channel;
    private final Keys keys;
    private final KVGrpc.KVBlockingStub stub;
    private final long timeoutNanos;
    /** Of all that was answered: what a session read names. */
    private long latestRevision;

    NodeClient(String host, int port, Site site, Duration timeout) {
        this.keys = site.keys();
        this.channel = NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .disableRetry()
                .disableServiceConfigLookUp()
                .directExecutor()
                .maxInboundMessageSize(MAX_RESPONSE_BYTES)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .build();
        this.stub = site.of(KVGrpc.newBlockingStub(channel));
        this.timeoutNanos = timeout.toNanos();
    }

    private KVGrpc.KVBlockingStub timed() {
        return stub.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Connects anew at once instead of when gRPC's pause is over; a node that was down may be up again. */
    void retryConnection() {
        channel.resetConnectBackoff();
    }

    Completion perform(Invocation asked) {
        return switch (asked.action()) {
            case READ -> read(asked);
            case WRITE -> put(keys.key(asked.workload(), asked.key()), Keys.value(asked.value()));
            case CAS -> cas(asked);
            case TXN -> new ListTxn(timed(), keys, asked.micros()).perform();
            case ADD -> put(keys.element(asked.key(), asked.value()), Keys.value(asked.value()));
            case READ_ALL -> readAll(asked);
        };
    }

    private Completion read(Invocation asked) {
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        try {
            RangeResponse response = at(asked, trailers)
                    .range(rangeOf(keys.key(asked.workload(), asked.key()), asked.level() == ReadLevel.SERIALIZABLE));
            return Completion.ok(seen(response), withStaleness(answered(response.getHeader()), trailers.get()));
        } catch (StatusRuntimeException e) {
            return Errors.ofRead(e.getStatus());
        }
    }

    /** Asks for the levels that etcd does not know, and listens to what is said of them. */
    private KVGrpc.KVBlockingStub at(Invocation asked, AtomicReference<Metadata> trailers) {
        Metadata level = new Metadata();
        switch (asked.level()) {
            case LINEARIZABLE, SERIALIZABLE -> {
                return timed();
            }
            case SESSION -> level.put(MIN_REVISION, Long.toString(latestRevision));
            case BOUNDED -> level.put(MAX_STALENESS, Long.toString(asked.expected()));
        }
        return timed().withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(level),
                        MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
    }

    private Completion put(ByteString key, ByteString value) {
        try {
            PutResponse response = timed().put(
                            PutRequest.newBuilder().setKey(key).setValue(value).build());
            return Completion.ok(Seen.key(0, response.getHeader().getRevision(), 0), answered(response.getHeader()));
        } catch (StatusRuntimeException e) {
            return Errors.ofWrite(e.getStatus());
        }
    }

    private Completion cas(Invocation asked) {
        ByteString key = keys.key(asked.workload(), asked.key());
        Compare.Builder compare = Compare.newBuilder().setKey(key).setResult(Compare.CompareResult.EQUAL);
        if (asked.expected() == 0) {
            compare.setTarget(Compare.CompareTarget.VERSION).setVersion(0);
        } else {
            compare.setTarget(Compare.CompareTarget.VALUE).setValue(Keys.value(asked.expected()));
        }
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(compare)
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(Keys.value(asked.value()))))
                .addFailure(RequestOp.newBuilder().setRequestRange(rangeOf(key, false)))
                .build();
        try {
            TxnResponse response = timed().txn(request);
            Receipt receipt = answered(response.getHeader());
            if (response.getSucceeded()) {
                return Completion.ok(Seen.key(0, receipt.revision(), 0), receipt);
            }
            return Completion.mismatch(seen(response.getResponses(0).getResponseRange()), receipt);
        } catch (StatusRuntimeException e) {
            return Errors.ofWrite(e.getStatus());
        }
    }

    private Completion readAll(Invocation asked) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(keys.setStart(asked.key()))
                .setRangeEnd(keys.setEnd(asked.key()))
                .setKeysOnly(true)
                .setSerializable(asked.level() == ReadLevel.SERIALIZABLE)
                .build();
        try {
            RangeResponse response = timed().range(request);
            long[] elements = response.getKvsList().stream()
                    .mapToLong(kv -> Keys.elementOf(kv.getKey()))
                    .toArray();
            return Completion.ok(Seen.elements(Elements.of(elements)), answered(response.getHeader()));
        } catch (StatusRuntimeException e) {
            return Errors.ofRead(e.getStatus());
        }
    }

    static RangeRequest rangeOf(ByteString key, boolean serializable) {
        return RangeRequest.newBuilder()
                .setKey(key)
                .setSerializable(serializable)
                .build();
    }

    private static Seen seen(RangeResponse response) {
        if (response.getKvsCount() == 0) {
            return Seen.key(0, 0, 0);
        }
        KeyValue kv = response.getKvs(0);
        return Seen.key(Keys.valueOf(kv.getValue()), kv.getModRevision(), kv.getVersion());
    }

    private static Metadata.Key<String> ascii(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private Receipt answered(ResponseHeader header) {
        latestRevision = Math.max(latestRevision, header.getRevision());
        return receipt(header);
    }

    private static Receipt withStaleness(Receipt receipt, @Nullable Metadata trailers) {
        String stated = trailers == null ? null : trailers.get(STALENESS);
        return stated == null || stated.equals(UNKNOWN)
                ? receipt
                : new Receipt(receipt.revision(), receipt.term(), receipt.member(), Long.parseLong(stated));
    }

    static Receipt receipt(ResponseHeader header) {
        return new Receipt(header.getRevision(), header.getRaftTerm(), header.getMemberId());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
