package io.quorate.client.internal.grpc;

import io.quorate.client.CompactResult;
import io.quorate.client.DeleteResult;
import io.quorate.client.GetResult;
import io.quorate.client.Header;
import io.quorate.client.KeyValue;
import io.quorate.client.Member;
import io.quorate.client.NodeStatus;
import io.quorate.client.OperationResult;
import io.quorate.client.PutResult;
import io.quorate.client.Receipt;
import io.quorate.client.TxnResult;
import io.quorate.client.internal.retry.Reply;
import io.quorate.proto.etcd.CompactionResponse;
import io.quorate.proto.etcd.DeleteRangeResponse;
import io.quorate.proto.etcd.MemberListResponse;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.ResponseOp;
import io.quorate.proto.etcd.StatusResponse;
import io.quorate.proto.etcd.TxnResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Etcd messages to public values. */
final class Results {
    private Results() {}

    static PutResult put(Reply<PutResponse> reply) {
        return put(reply.message(), Receipts.of(reply.trailers()));
    }

    static GetResult range(Reply<RangeResponse> reply) {
        return range(reply.message(), Receipts.of(reply.trailers()));
    }

    static DeleteResult delete(Reply<DeleteRangeResponse> reply) {
        return delete(reply.message(), Receipts.of(reply.trailers()));
    }

    static TxnResult txn(Reply<TxnResponse> reply) {
        return txn(reply.message(), Receipts.of(reply.trailers()));
    }

    private static PutResult put(PutResponse response, @Nullable Receipt receipt) {
        return new PutResult(
                header(response.getHeader()), response.hasPrevKv() ? keyValue(response.getPrevKv()) : null, receipt);
    }

    private static GetResult range(RangeResponse response, @Nullable Receipt receipt) {
        return new GetResult(
                header(response.getHeader()),
                response.getKvsList().stream().map(Results::keyValue).toList(),
                response.getMore(),
                response.getCount(),
                receipt);
    }

    private static DeleteResult delete(DeleteRangeResponse response, @Nullable Receipt receipt) {
        return new DeleteResult(
                header(response.getHeader()),
                response.getDeleted(),
                response.getPrevKvsList().stream().map(Results::keyValue).toList(),
                receipt);
    }

    private static TxnResult txn(TxnResponse response, @Nullable Receipt receipt) {
        List<OperationResult> results =
                response.getResponsesList().stream().map(Results::operation).toList();
        return new TxnResult(header(response.getHeader()), response.getSucceeded(), results, receipt);
    }

    static CompactResult compact(Reply<CompactionResponse> reply) {
        return new CompactResult(header(reply.message().getHeader()));
    }

    static NodeStatus.Report status(StatusResponse response) {
        return new NodeStatus.Report(
                header(response.getHeader()),
                response.getVersion(),
                response.getLeader(),
                new NodeStatus.Log(response.getRaftTerm(), response.getRaftIndex(), response.getRaftAppliedIndex()),
                new NodeStatus.Size(response.getDbSize(), response.getDbSizeInUse()),
                response.getIsLearner(),
                List.copyOf(response.getErrorsList()));
    }

    static List<Member> members(Reply<MemberListResponse> reply) {
        return reply.message().getMembersList().stream()
                .map(member -> new Member(
                        member.getID(),
                        member.getName(),
                        List.copyOf(member.getPeerURLsList()),
                        List.copyOf(member.getClientURLsList()),
                        member.getIsLearner()))
                .toList();
    }

    private static OperationResult operation(ResponseOp response) {
        return switch (response.getResponseCase()) {
            case RESPONSE_PUT -> put(response.getResponsePut(), null);
            case RESPONSE_RANGE -> range(response.getResponseRange(), null);
            case RESPONSE_DELETE_RANGE -> delete(response.getResponseDeleteRange(), null);
            case RESPONSE_TXN -> txn(response.getResponseTxn(), null);
            case RESPONSE_NOT_SET ->
                throw new IllegalStateException("a transaction's answer lacks an operation's answer");
        };
    }

    private static Header header(ResponseHeader header) {
        return new Header(header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
    }

    private static KeyValue keyValue(io.quorate.proto.etcd.KeyValue kv) {
        return new KeyValue(
                kv.getKey(),
                kv.getValue(),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }
}
