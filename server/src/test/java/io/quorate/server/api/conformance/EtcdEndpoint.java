package io.quorate.server.api.conformance;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.TxnRequest;
import java.util.concurrent.TimeUnit;

/** A server that speaks etcd's KV service; gives answers as text without what differs between clusters. */
public final class EtcdEndpoint {
    private static final long PATIENCE_SECONDS = 20;

    private final Channel channel;

    public EtcdEndpoint(Channel channel) {
        this.channel = channel;
    }

    /** A channel to host:port, whose owner shuts it down. */
    public static ManagedChannel channelTo(String target) {
        return ManagedChannelBuilder.forTarget(target)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    /** The response in one line, or the error's code and text. */
    public String answer(EtcdRequest request) {
        try {
            Message response = call(request.message());
            return "OK " + TextFormat.printer().emittingSingleLine(true).printToString(normalised(response));
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            return status.getCode() + " " + status.getDescription();
        }
    }

    private Message call(Message request) {
        KVGrpc.KVBlockingStub stub =
                KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (request instanceof RangeRequest range) {
            return stub.range(range);
        } else if (request instanceof PutRequest put) {
            return stub.put(put);
        } else if (request instanceof DeleteRangeRequest delete) {
            return stub.deleteRange(delete);
        } else if (request instanceof TxnRequest txn) {
            return stub.txn(txn);
        } else if (request instanceof CompactionRequest compact) {
            return stub.compact(compact);
        }
        throw new IllegalArgumentException("Not a KV request: " + request);
    }

    /** Checks that the header has its ids, then leaves only what must be equal between clusters. */
    private static Message normalised(Message response) {
        var field = response.getDescriptorForType().findFieldByName("header");
        ResponseHeader header = (ResponseHeader) response.getField(field);
        if (header.getClusterId() == 0 || header.getMemberId() == 0 || header.getRaftTerm() == 0) {
            throw new AssertionError("A header without cluster, member or term: " + header);
        }
        return response.toBuilder()
                .setField(
                        field,
                        ResponseHeader.newBuilder()
                                .setRevision(header.getRevision())
                                .build())
                .build();
    }
}
