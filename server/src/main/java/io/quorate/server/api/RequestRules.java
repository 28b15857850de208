package io.quorate.server.api;

import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.api.error.EtcdError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes a request invalid by itself, checked in etcd's order. Each check gives the first error, or null. */
final class RequestRules {
    /**
     * Deepest nesting of transactions. etcd's limit on operations allows 128; but whatever is accepted here must also
     * be decodable from the log, whose decoder, as any protobuf decoder, stops at 100 messages within each other.
     */
    static final int MAX_NESTING = 40;

    private RequestRules() {}

    static @Nullable EtcdError check(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.KEY_NOT_PROVIDED;
        }
        if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
                || request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
            return EtcdError.INVALID_SORT_OPTION;
        }
        return null;
    }

    static @Nullable EtcdError check(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return EtcdError.KEY_NOT_PROVIDED;
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return EtcdError.VALUE_PROVIDED;
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            return EtcdError.LEASE_PROVIDED;
        }
        return null;
    }

    static @Nullable EtcdError check(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? EtcdError.KEY_NOT_PROVIDED : null;
    }

    static @Nullable EtcdError check(TxnRequest request, int maxOperations) {
        EtcdError error = check(request, maxOperations, 0);
        if (error != null) {
            return error;
        }
        return TxnConflicts.exist(request) ? EtcdError.DUPLICATE_KEY : null;
    }

    private static @Nullable EtcdError check(TxnRequest request, int maxOperations, int depth) {
        int operations =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (operations > maxOperations || depth > MAX_NESTING) {
            return EtcdError.TOO_MANY_OPERATIONS;
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return EtcdError.KEY_NOT_PROVIDED;
            }
        }
        EtcdError error = check(request.getSuccessList(), maxOperations - operations, depth);
        return error != null ? error : check(request.getFailureList(), maxOperations - operations, depth);
    }

    private static @Nullable EtcdError check(List<RequestOp> branch, int maxOperations, int depth) {
        for (RequestOp operation : branch) {
            EtcdError error = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> check(operation.getRequestRange());
                case REQUEST_PUT -> check(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> check(operation.getRequestDeleteRange());
                case REQUEST_TXN -> check(operation.getRequestTxn(), maxOperations, depth + 1);
                // etcd's answer to an operation that says nothing.
                case REQUEST_NOT_SET -> EtcdError.KEY_NOT_FOUND;
            };
            if (error != null) {
                return error;
            }
        }
        return null;
    }
}
