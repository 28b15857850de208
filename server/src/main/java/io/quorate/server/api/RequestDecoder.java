package io.quorate.server.api;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeQuery.RevisionBounds;
import io.quorate.server.common.RangeQuery.SortOrder;
import io.quorate.server.common.RangeQuery.SortTarget;
import java.util.ArrayList;
import java.util.List;

/** From etcd's messages, already checked by {@link RequestRules}, to the domain's. */
final class RequestDecoder {
    private static final SortOrder[] ORDERS = SortOrder.values();
    private static final SortTarget[] TARGETS = SortTarget.values();
    private static final Compare.Result[] RESULTS = Compare.Result.values();
    private static final Compare.Target[] COMPARE_TARGETS = Compare.Target.values();

    private RequestDecoder() {}

    static RangeQuery range(RangeRequest request) {
        return new RangeQuery(
                range(request.getKey(), request.getRangeEnd()),
                request.getRevision(),
                request.getLimit(),
                ORDERS[request.getSortOrderValue()],
                TARGETS[request.getSortTargetValue()],
                request.getKeysOnly(),
                request.getCountOnly(),
                bounds(request));
    }

    static Command.Put put(PutRequest request) {
        return new Command.Put(
                ByteArrays.toBytes(request.getKey()),
                ByteArrays.toBytes(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static Command.DeleteRange deleteRange(DeleteRangeRequest request) {
        return new Command.DeleteRange(range(request.getKey(), request.getRangeEnd()), request.getPrevKv());
    }

    static Command.Txn txn(TxnRequest request) {
        List<Compare> compares = new ArrayList<>(request.getCompareCount());
        for (io.quorate.proto.etcd.Compare compare : request.getCompareList()) {
            compares.add(compare(compare));
        }
        return new Command.Txn(compares, operations(request.getSuccessList()), operations(request.getFailureList()));
    }

    private static List<Operation> operations(List<RequestOp> branch) {
        List<Operation> operations = new ArrayList<>(branch.size());
        for (RequestOp operation : branch) {
            operations.add(
                    switch (operation.getRequestCase()) {
                        case REQUEST_RANGE -> new Operation.Range(range(operation.getRequestRange()));
                        case REQUEST_PUT -> put(operation.getRequestPut());
                        case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange());
                        case REQUEST_TXN -> txn(operation.getRequestTxn());
                        case REQUEST_NOT_SET ->
                            throw new IllegalArgumentException("An empty operation was not refused");
                    });
        }
        return operations;
    }

    private static KeyRange range(ByteString key, ByteString rangeEnd) {
        return new KeyRange(ByteArrays.toBytes(key), ByteArrays.toBytes(rangeEnd));
    }

    private static RevisionBounds bounds(RangeRequest request) {
        long minMod = request.getMinModRevision();
        long maxMod = request.getMaxModRevision();
        long minCreate = request.getMinCreateRevision();
        long maxCreate = request.getMaxCreateRevision();
        if (minMod == 0 && maxMod == 0 && minCreate == 0 && maxCreate == 0) {
            return RevisionBounds.NONE;
        }
        // To etcd only 0 is "no bound": no revision is at most a negative one.
        if (maxMod < 0 || maxCreate < 0) {
            return new RevisionBounds(Long.MAX_VALUE, 0, 0, 0);
        }
        return new RevisionBounds(minMod, maxMod, minCreate, maxCreate);
    }

    private static Compare compare(io.quorate.proto.etcd.Compare compare) {
        KeyRange range = range(compare.getKey(), compare.getRangeEnd());
        int result = compare.getResultValue();
        int target = compare.getTargetValue();
        boolean knownResult = result >= 0 && result < RESULTS.length;
        boolean knownTarget = target >= 0 && target < COMPARE_TARGETS.length;
        if (!knownTarget) {
            // etcd takes what it does not know for equal, so only "less", "greater" and "not equal" fail.
            boolean holds = !knownResult || RESULTS[result] == Compare.Result.EQUAL;
            return numeric(range, holds ? Compare.Result.GREATER : Compare.Result.LESS, holds ? -1 : 0);
        }
        if (!knownResult) {
            // To etcd an unknown relation holds, but a value comparison with an absent key still fails.
            boolean value = COMPARE_TARGETS[target] == Compare.Target.VALUE;
            return numeric(range, Compare.Result.GREATER, value ? 0 : -1);
        }
        return new Compare(range, RESULTS[result], COMPARE_TARGETS[target], number(compare), value(compare));
    }

    /** A condition on the version, which is 0 for an absent key and positive for any other. */
    private static Compare numeric(KeyRange range, Compare.Result result, long version) {
        return new Compare(range, result, Compare.Target.VERSION, version, Bytes.EMPTY);
    }

    /** The number to compare with; 0 when the message carries one for another target, as etcd has it. */
    private static long number(io.quorate.proto.etcd.Compare compare) {
        return switch (compare.getTarget()) {
            case VERSION -> compare.getVersion();
            case CREATE -> compare.getCreateRevision();
            case MOD -> compare.getModRevision();
            case LEASE -> compare.getLease();
            case VALUE, UNRECOGNIZED -> 0;
        };
    }

    private static Bytes value(io.quorate.proto.etcd.Compare compare) {
        return compare.getTarget() == io.quorate.proto.etcd.Compare.CompareTarget.VALUE
                ? ByteArrays.toBytes(compare.getValue())
                : Bytes.EMPTY;
    }
}
