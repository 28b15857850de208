package io.quorate.jepsen.stock;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One of our nodes, asked as any client of etcd would ask it, once. Any thread. */
final class QuorateNode implements PinnedClient.Node, AutoCloseable {
    private static final Duration STATUS_PATIENCE = Duration.ofMillis(300);

    private final ManagedChannel channel;

    QuorateNode(NodeSpec node) {
        channel = NettyChannelBuilder.forAddress(node.host(), node.clientPort())
                .usePlaintext()
                .disableRetry()
                .disableServiceConfigLookUp()
                .build();
    }

    @Override
    public Completion ask(Invocation invocation, Duration patience) {
        // It may be up again.
        channel.resetConnectBackoff();
        KVGrpc.KVBlockingStub node =
                KVGrpc.newBlockingStub(channel).withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
        ByteString key = ByteString.copyFromUtf8("stock/" + invocation.key());
        try {
            return switch (invocation.action()) {
                case READ -> read(node, key);
                case WRITE -> write(node, key, invocation.value());
                case CAS -> replace(node, key, invocation.expected(), invocation.value());
                case TXN, ADD, READ_ALL -> throw new IllegalArgumentException("not of registers: " + invocation);
            };
        } catch (StatusRuntimeException e) {
            String error = e.getStatus().getCode().name();
            return invocation.action().writes() ? Completion.info(error) : Completion.fail(error);
        }
    }

    private static Completion read(KVGrpc.KVBlockingStub node, ByteString key) {
        RangeResponse response =
                node.range(RangeRequest.newBuilder().setKey(key).build());
        return Completion.ok(seen(response), receipt(response.getHeader()));
    }

    private static Completion write(KVGrpc.KVBlockingStub node, ByteString key, long value) {
        PutResponse response = node.put(put(key, value));
        Receipt receipt = receipt(response.getHeader());
        return Completion.ok(Seen.key(0, receipt.revision(), 0), receipt);
    }

    private static Completion replace(KVGrpc.KVBlockingStub node, ByteString key, long expected, long value) {
        TxnResponse response = node.txn(TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(text(expected)))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key, value)))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build());
        Receipt receipt = receipt(response.getHeader());
        return response.getSucceeded()
                ? Completion.ok(Seen.key(0, receipt.revision(), 0), receipt)
                : Completion.mismatch(seen(response.getResponses(0).getResponseRange()), receipt);
    }

    private static PutRequest put(ByteString key, long value) {
        return PutRequest.newBuilder().setKey(key).setValue(text(value)).build();
    }

    private static ByteString text(long value) {
        return ByteString.copyFromUtf8(Long.toString(value));
    }

    private static Seen seen(RangeResponse response) {
        if (response.getKvsCount() == 0) {
            return Seen.key(0, 0, 0);
        }
        KeyValue kv = response.getKvs(0);
        return Seen.key(Long.parseLong(kv.getValue().toStringUtf8()), kv.getModRevision(), kv.getVersion());
    }

    private static Receipt receipt(ResponseHeader header) {
        return new Receipt(header.getRevision(), header.getRaftTerm(), header.getMemberId());
    }

    /** What it says of itself; empty when it does not answer. */
    Optional<StatusResponse> status() {
        channel.resetConnectBackoff();
        try {
            return Optional.of(MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(STATUS_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
                    .status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    /** The term in which it leads by its own word; -1 when it does not. */
    long leadingTerm() {
        return status().filter(
                        status -> status.getLeader() == status.getHeader().getMemberId())
                .map(StatusResponse::getRaftTerm)
                .orElse(-1L);
    }

    /** -1 when it does not answer. */
    long appliedIndex() {
        return status().map(StatusResponse::getRaftAppliedIndex).orElse(-1L);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
