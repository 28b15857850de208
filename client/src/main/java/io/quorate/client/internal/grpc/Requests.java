package io.quorate.client.internal.grpc;

import com.google.protobuf.ByteString;
import io.quorate.client.CompactOptions;
import io.quorate.client.Comparison;
import io.quorate.client.DeleteOptions;
import io.quorate.client.GetOptions;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.KeyRange;
import io.quorate.client.Operation;
import io.quorate.client.PutOptions;
import io.quorate.client.ReadOptions;
import io.quorate.client.Txn;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;

/** Public values to etcd messages. */
final class Requests {
    private Requests() {}

    static PutRequest put(ByteString key, ByteString value, PutOptions options) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(value)
                .setLease(options.lease())
                .setPrevKv(options.previous())
                .setIgnoreValue(options.keepValue())
                .setIgnoreLease(options.keepLease())
                .build();
    }

    static RangeRequest range(KeyRange range, GetOptions options) {
        return range(range, options, options.consistency() == Consistency.SERIALIZABLE);
    }

    private static RangeRequest range(KeyRange range, GetOptions options, boolean serializable) {
        return RangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setLimit(options.limit())
                .setRevision(options.revision())
                .setSerializable(serializable)
                .setSortTarget(target(options.sort().target()))
                .setSortOrder(order(options.sort().order()))
                .setKeysOnly(options.projection() == GetOptions.Projection.KEYS_ONLY)
                .setCountOnly(options.projection() == GetOptions.Projection.COUNT_ONLY)
                .setMinModRevision(options.bounds().minMod())
                .setMaxModRevision(options.bounds().maxMod())
                .setMinCreateRevision(options.bounds().minCreate())
                .setMaxCreateRevision(options.bounds().maxCreate())
                .build();
    }

    static DeleteRangeRequest delete(KeyRange range, DeleteOptions options) {
        return DeleteRangeRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setPrevKv(options.previous())
                .build();
    }

    static CompactionRequest compact(long revision, CompactOptions options) {
        return CompactionRequest.newBuilder()
                .setRevision(revision)
                .setPhysical(options.physical())
                .build();
    }

    /** @param reading in place of what the gets say themselves, when it says anything */
    static TxnRequest txn(Txn txn, ReadOptions reading) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        txn.comparisons().forEach(comparison -> request.addCompare(compare(comparison)));
        txn.success().forEach(operation -> request.addSuccess(operation(operation, reading)));
        txn.failure().forEach(operation -> request.addFailure(operation(operation, reading)));
        return request.build();
    }

    /** Nothing in it, however deep, writes. */
    static boolean changesNothing(Txn txn) {
        return txn.success().stream().allMatch(Requests::changesNothing)
                && txn.failure().stream().allMatch(Requests::changesNothing);
    }

    private static boolean changesNothing(Operation operation) {
        return operation instanceof Operation.Get
                || (operation instanceof Operation.Nested nested && changesNothing(nested.txn()));
    }

    private static RequestOp operation(Operation operation, ReadOptions reading) {
        RequestOp.Builder request = RequestOp.newBuilder();
        if (operation instanceof Operation.Put put) {
            request.setRequestPut(put(put.key(), put.value(), put.options()));
        } else if (operation instanceof Operation.Get get) {
            Consistency level =
                    reading.equals(ReadOptions.defaults()) ? get.options().consistency() : reading.level();
            request.setRequestRange(range(get.range(), get.options(), level == Consistency.SERIALIZABLE));
        } else if (operation instanceof Operation.Delete delete) {
            request.setRequestDeleteRange(delete(delete.range(), delete.options()));
        } else if (operation instanceof Operation.Nested nested) {
            request.setRequestTxn(txn(nested.txn(), reading));
        }
        return request.build();
    }

    private static Compare compare(Comparison comparison) {
        Compare.Builder compare = Compare.newBuilder()
                .setKey(comparison.range().start())
                .setRangeEnd(comparison.range().end())
                .setResult(relation(comparison.relation()));
        return switch (comparison.target()) {
            case VERSION ->
                compare.setTarget(Compare.CompareTarget.VERSION)
                        .setVersion(comparison.number())
                        .build();
            case CREATE_REVISION ->
                compare.setTarget(Compare.CompareTarget.CREATE)
                        .setCreateRevision(comparison.number())
                        .build();
            case MOD_REVISION ->
                compare.setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(comparison.number())
                        .build();
            case VALUE ->
                compare.setTarget(Compare.CompareTarget.VALUE)
                        .setValue(comparison.value())
                        .build();
            case LEASE ->
                compare.setTarget(Compare.CompareTarget.LEASE)
                        .setLease(comparison.number())
                        .build();
        };
    }

    private static Compare.CompareResult relation(Comparison.Relation relation) {
        return switch (relation) {
            case EQUAL -> Compare.CompareResult.EQUAL;
            case GREATER -> Compare.CompareResult.GREATER;
            case LESS -> Compare.CompareResult.LESS;
            case NOT_EQUAL -> Compare.CompareResult.NOT_EQUAL;
        };
    }

    private static RangeRequest.SortTarget target(GetOptions.Target target) {
        return switch (target) {
            case KEY -> RangeRequest.SortTarget.KEY;
            case VERSION -> RangeRequest.SortTarget.VERSION;
            case CREATE_REVISION -> RangeRequest.SortTarget.CREATE;
            case MOD_REVISION -> RangeRequest.SortTarget.MOD;
            case VALUE -> RangeRequest.SortTarget.VALUE;
        };
    }

    private static RangeRequest.SortOrder order(GetOptions.Order order) {
        return switch (order) {
            case NONE -> RangeRequest.SortOrder.NONE;
            case ASCENDING -> RangeRequest.SortOrder.ASCEND;
            case DESCENDING -> RangeRequest.SortOrder.DESCEND;
        };
    }
}
