package io.quorate.server.command;

import com.google.protobuf.ByteString;
import io.quorate.proto.internal.v1.BatchOutcome;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import java.util.List;

/** Our vocabulary as protoc's classes: what the hand-written codec is held to. */
final class GeneratedMessages {
    private GeneratedMessages() {}

    static io.quorate.proto.internal.v1.Batch batch(Batch batch) {
        io.quorate.proto.internal.v1.Batch.Builder builder = io.quorate.proto.internal.v1.Batch.newBuilder();
        if (batch.stamp() != null) {
            builder.setStamp(stamp(batch.stamp()));
        }
        batch.requests().forEach(request -> builder.addRequests(request(request)));
        return builder.build();
    }

    static io.quorate.proto.internal.v1.Request request(Request request) {
        io.quorate.proto.internal.v1.Request.Builder builder = io.quorate.proto.internal.v1.Request.newBuilder();
        if (request.stamp() != null) {
            builder.setStamp(stamp(request.stamp()));
        }
        Command command = request.command();
        if (command instanceof Command.Put put) {
            builder.setPut(put(put));
        } else if (command instanceof Command.DeleteRange deleteRange) {
            builder.setDeleteRange(deleteRange(deleteRange));
        } else if (command instanceof Command.Txn txn) {
            builder.setTxn(txn(txn));
        } else if (command instanceof Command.Compact compact) {
            builder.setCompact(io.quorate.proto.internal.v1.Compact.newBuilder()
                    .setRevision(compact.revision())
                    .setPhysical(compact.physical()));
        } else if (command instanceof Command.Tick) {
            builder.setTick(io.quorate.proto.internal.v1.Tick.getDefaultInstance());
        } else if (command instanceof Command.Release) {
            builder.setRelease(io.quorate.proto.internal.v1.Release.getDefaultInstance());
        } else if (command instanceof Command.SetMachineVersion version) {
            builder.setSetMachineVersion(
                    io.quorate.proto.internal.v1.SetMachineVersion.newBuilder().setVersion(version.version()));
        } else {
            throw new AssertionError(command);
        }
        return builder.build();
    }

    private static io.quorate.proto.internal.v1.SessionStamp stamp(SessionStamp stamp) {
        return io.quorate.proto.internal.v1.SessionStamp.newBuilder()
                .setSessionHigh(stamp.session().high())
                .setSessionLow(stamp.session().low())
                .setSequence(stamp.sequence())
                .setAcknowledgedBelow(stamp.acknowledgedBelow())
                .build();
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.array());
    }

    private static io.quorate.proto.internal.v1.KeyRange range(KeyRange range) {
        return io.quorate.proto.internal.v1.KeyRange.newBuilder()
                .setKey(bytes(range.key()))
                .setRangeEnd(bytes(range.end()))
                .build();
    }

    private static io.quorate.proto.internal.v1.Put put(Command.Put put) {
        return io.quorate.proto.internal.v1.Put.newBuilder()
                .setKey(bytes(put.key()))
                .setValue(bytes(put.value()))
                .setLease(put.lease())
                .setPrevKv(put.previous())
                .setIgnoreValue(put.ignoreValue())
                .setIgnoreLease(put.ignoreLease())
                .build();
    }

    private static io.quorate.proto.internal.v1.DeleteRange deleteRange(Command.DeleteRange deleteRange) {
        return io.quorate.proto.internal.v1.DeleteRange.newBuilder()
                .setRange(range(deleteRange.range()))
                .setPrevKv(deleteRange.previous())
                .build();
    }

    private static io.quorate.proto.internal.v1.Txn txn(Command.Txn txn) {
        io.quorate.proto.internal.v1.Txn.Builder builder = io.quorate.proto.internal.v1.Txn.newBuilder();
        for (Compare compare : txn.compares()) {
            builder.addCompares(io.quorate.proto.internal.v1.Compare.newBuilder()
                    .setRange(range(compare.range()))
                    .setResult(List.of(Compare.Result.values()).indexOf(compare.result()))
                    .setTarget(List.of(Compare.Target.values()).indexOf(compare.target()))
                    .setNumber(compare.number())
                    .setValue(bytes(compare.value())));
        }
        txn.success().forEach(operation -> builder.addSuccess(operation(operation)));
        txn.failure().forEach(operation -> builder.addFailure(operation(operation)));
        return builder.build();
    }

    private static io.quorate.proto.internal.v1.Operation operation(Operation operation) {
        io.quorate.proto.internal.v1.Operation.Builder builder = io.quorate.proto.internal.v1.Operation.newBuilder();
        if (operation instanceof Command.Put put) {
            builder.setPut(put(put));
        } else if (operation instanceof Command.DeleteRange deleteRange) {
            builder.setDeleteRange(deleteRange(deleteRange));
        } else if (operation instanceof Command.Txn txn) {
            builder.setTxn(txn(txn));
        } else if (operation instanceof Operation.Range range) {
            builder.setRange(query(range.query()));
        } else {
            throw new AssertionError(operation);
        }
        return builder.build();
    }

    private static io.quorate.proto.internal.v1.RangeQuery query(RangeQuery query) {
        return io.quorate.proto.internal.v1.RangeQuery.newBuilder()
                .setRange(range(query.range()))
                .setLimit(query.limit())
                .setRevision(query.revision())
                .setSortOrder(List.of(RangeQuery.SortOrder.values()).indexOf(query.order()))
                .setSortTarget(List.of(RangeQuery.SortTarget.values()).indexOf(query.target()))
                .setKeysOnly(query.keysOnly())
                .setCountOnly(query.countOnly())
                .setMinModRevision(query.bounds().minMod())
                .setMaxModRevision(query.bounds().maxMod())
                .setMinCreateRevision(query.bounds().minCreate())
                .setMaxCreateRevision(query.bounds().maxCreate())
                .build();
    }

    static BatchOutcome outcomes(List<Outcome> outcomes) {
        BatchOutcome.Builder builder = BatchOutcome.newBuilder();
        outcomes.forEach(outcome -> builder.addOutcomes(outcome(outcome)));
        return builder.build();
    }

    private static io.quorate.proto.internal.v1.Outcome outcome(Outcome outcome) {
        io.quorate.proto.internal.v1.Outcome.Builder builder =
                io.quorate.proto.internal.v1.Outcome.newBuilder().setRevision(outcome.revision());
        if (outcome instanceof Outcome.PutDone put) {
            io.quorate.proto.internal.v1.PutDone.Builder done = builder.getPutBuilder();
            if (put.previous() != null) {
                done.setPrevious(keyValue(put.previous()));
            }
        } else if (outcome instanceof Outcome.DeleteRangeDone deleteRange) {
            builder.getDeleteRangeBuilder().setDeleted(deleteRange.deleted());
            deleteRange.previous().forEach(kv -> builder.getDeleteRangeBuilder().addPrevious(keyValue(kv)));
        } else if (outcome instanceof Outcome.RangeDone range) {
            builder.getRangeBuilder()
                    .setMore(range.result().more())
                    .setCount(range.result().count());
            range.result().kvs().forEach(kv -> builder.getRangeBuilder().addKvs(keyValue(kv)));
        } else if (outcome instanceof Outcome.TxnDone txn) {
            builder.getTxnBuilder().setSucceeded(txn.succeeded());
            txn.outcomes().forEach(inner -> builder.getTxnBuilder().addOutcomes(outcome(inner)));
        } else if (outcome instanceof Outcome.CompactDone) {
            builder.setCompact(io.quorate.proto.internal.v1.CompactDone.getDefaultInstance());
        } else if (outcome instanceof Outcome.NothingDone) {
            builder.setNothing(io.quorate.proto.internal.v1.NothingDone.getDefaultInstance());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            builder.getRejectedBuilder().setReason(rejected.reason().number());
        } else {
            throw new AssertionError(outcome);
        }
        return builder.build();
    }

    private static io.quorate.proto.internal.v1.KeyValue keyValue(KeyValue kv) {
        return io.quorate.proto.internal.v1.KeyValue.newBuilder()
                .setKey(bytes(kv.key()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setValue(bytes(kv.value()))
                .setLease(kv.lease())
                .build();
    }
}
