package io.quorate.server.api;

import io.quorate.proto.etcd.CompactionResponse;
import io.quorate.proto.etcd.DeleteRangeResponse;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.ResponseOp;
import io.quorate.proto.etcd.TxnResponse;
import io.quorate.server.command.Outcome;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import io.quorate.server.mvcc.MvccReader;

/** From the domain's outcomes to etcd's messages. Keys and values are shared, not copied. */
final class OutcomeEncoder {
    private final ResponseHeaders headers;

    OutcomeEncoder(ResponseHeaders headers) {
        this.headers = headers;
    }

    RangeResponse range(MvccReader.Found found) {
        return range(headers.at(found.revision()), found.result());
    }

    PutResponse put(Outcome.PutDone done) {
        return put(headers.at(done.revision()), done);
    }

    DeleteRangeResponse deleteRange(Outcome.DeleteRangeDone done) {
        return deleteRange(headers.at(done.revision()), done);
    }

    TxnResponse txn(Outcome.TxnDone done) {
        return txn(headers.at(done.revision()), done);
    }

    CompactionResponse compact(long revision) {
        return CompactionResponse.newBuilder().setHeader(headers.at(revision)).build();
    }

    private static RangeResponse range(ResponseHeader header, RangeResult result) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(header)
                .setMore(result.more())
                .setCount(result.count());
        for (KeyValue kv : result.kvs()) {
            response.addKvs(keyValue(kv));
        }
        return response.build();
    }

    private static PutResponse put(ResponseHeader header, Outcome.PutDone done) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
        KeyValue previous = done.previous();
        if (previous != null) {
            response.setPrevKv(keyValue(previous));
        }
        return response.build();
    }

    private static DeleteRangeResponse deleteRange(ResponseHeader header, Outcome.DeleteRangeDone done) {
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(done.deleted());
        for (KeyValue kv : done.previous()) {
            response.addPrevKvs(keyValue(kv));
        }
        return response.build();
    }

    private static TxnResponse txn(ResponseHeader header, Outcome.TxnDone done) {
        TxnResponse.Builder response =
                TxnResponse.newBuilder().setHeader(header).setSucceeded(done.succeeded());
        for (Outcome outcome : done.outcomes()) {
            response.addResponses(operation(outcome));
        }
        return response.build();
    }

    private static ResponseOp operation(Outcome outcome) {
        ResponseOp.Builder response = ResponseOp.newBuilder();
        if (outcome instanceof Outcome.PutDone done) {
            response.setResponsePut(put(ResponseHeaders.ofOperation(done.revision()), done));
        } else if (outcome instanceof Outcome.RangeDone done) {
            response.setResponseRange(range(ResponseHeaders.ofOperation(done.revision()), done.result()));
        } else if (outcome instanceof Outcome.DeleteRangeDone done) {
            response.setResponseDeleteRange(deleteRange(ResponseHeaders.ofOperation(done.revision()), done));
        } else if (outcome instanceof Outcome.TxnDone done) {
            // Of a nested transaction's header etcd sets nothing.
            response.setResponseTxn(txn(ResponseHeader.getDefaultInstance(), done));
        } else {
            throw new IllegalArgumentException("Not an operation of a transaction: " + outcome);
        }
        return response.build();
    }

    private static io.quorate.proto.etcd.KeyValue keyValue(KeyValue kv) {
        return io.quorate.proto.etcd.KeyValue.newBuilder()
                .setKey(ByteArrays.toByteString(kv.key()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setValue(ByteArrays.toByteString(kv.value()))
                .setLease(kv.lease())
                .build();
    }
}
