package io.quorate.client.fake;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.CompactionResponse;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.DeleteRangeResponse;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.ResponseHeader;
import io.quorate.proto.etcd.ResponseOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The state that the nodes of a fake cluster share: the newest values only, and what was compacted. Thread-safe. */
public final class FakeStore {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    private final TreeMap<ByteString, KeyValue> values = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    private long revision = 1;
    private long compacted;
    private int applied;

    /** How many writes were applied. */
    public synchronized int applied() {
        return applied;
    }

    synchronized ResponseHeader header() {
        return ResponseHeader.newBuilder()
                .setClusterId(0xc1)
                .setMemberId(0xa1)
                .setRevision(revision)
                .setRaftTerm(7)
                .build();
    }

    synchronized RangeResponse range(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            throw error(Status.INVALID_ARGUMENT, "etcdserver: key is not provided");
        }
        if (request.getRevision() > revision) {
            throw error(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision");
        }
        if (request.getRevision() > 0 && request.getRevision() < compacted) {
            throw error(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted");
        }
        List<KeyValue> found = new ArrayList<>(in(request.getKey(), request.getRangeEnd()));
        RangeResponse.Builder response =
                RangeResponse.newBuilder().setHeader(header()).setCount(found.size());
        Comparator<KeyValue> order = switch (request.getSortTarget()) {
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case VALUE -> Comparator.comparing(KeyValue::getValue, ByteString.unsignedLexicographicalComparator());
            default -> Comparator.comparing(KeyValue::getKey, ByteString.unsignedLexicographicalComparator());
        };
        found.sort(request.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
        if (request.getCountOnly()) {
            return response.build();
        }
        long limit = request.getLimit() == 0 ? found.size() : Math.min(request.getLimit(), found.size());
        for (KeyValue kv : found.subList(0, (int) limit)) {
            response.addKvs(request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
        }
        return response.setMore(limit < found.size()).build();
    }

    synchronized PutResponse put(PutRequest request) {
        revision++;
        applied++;
        PutResponse response = putAt(request);
        return response.toBuilder().setHeader(header()).build();
    }

    synchronized DeleteRangeResponse delete(DeleteRangeRequest request) {
        applied++;
        List<KeyValue> gone = List.copyOf(in(request.getKey(), request.getRangeEnd()));
        if (!gone.isEmpty()) {
            revision++;
        }
        return deleteAt(request, gone).toBuilder().setHeader(header()).build();
    }

    synchronized TxnResponse txn(TxnRequest request) {
        applied++;
        boolean holds = request.getCompareList().stream().allMatch(this::holds);
        List<RequestOp> operations = holds ? request.getSuccessList() : request.getFailureList();
        boolean writes = operations.stream().anyMatch(op -> op.hasRequestPut() || op.hasRequestDeleteRange());
        if (writes) {
            revision++;
        }
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(holds);
        for (RequestOp operation : operations) {
            response.addResponses(apply(operation));
        }
        return response.setHeader(header()).build();
    }

    synchronized CompactionResponse compact(CompactionRequest request) {
        if (request.getRevision() <= compacted) {
            throw error(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted");
        }
        if (request.getRevision() > revision) {
            throw error(Status.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision");
        }
        compacted = request.getRevision();
        return CompactionResponse.newBuilder().setHeader(header()).build();
    }

    private ResponseOp apply(RequestOp operation) {
        return switch (operation.getRequestCase()) {
            case REQUEST_PUT ->
                ResponseOp.newBuilder()
                        .setResponsePut(putAt(operation.getRequestPut()))
                        .build();
            case REQUEST_RANGE ->
                ResponseOp.newBuilder()
                        .setResponseRange(range(operation.getRequestRange()))
                        .build();
            case REQUEST_DELETE_RANGE -> {
                DeleteRangeRequest delete = operation.getRequestDeleteRange();
                List<KeyValue> gone = List.copyOf(in(delete.getKey(), delete.getRangeEnd()));
                yield ResponseOp.newBuilder()
                        .setResponseDeleteRange(deleteAt(delete, gone))
                        .build();
            }
            case REQUEST_TXN, REQUEST_NOT_SET -> throw error(Status.UNIMPLEMENTED, "not in the fake");
        };
    }

    private PutResponse putAt(PutRequest request) {
        KeyValue before = values.get(request.getKey());
        values.put(
                request.getKey(),
                KeyValue.newBuilder()
                        .setKey(request.getKey())
                        .setValue(request.getValue())
                        .setLease(request.getLease())
                        .setCreateRevision(before == null ? revision : before.getCreateRevision())
                        .setModRevision(revision)
                        .setVersion(before == null ? 1 : before.getVersion() + 1)
                        .build());
        PutResponse.Builder response = PutResponse.newBuilder();
        if (request.getPrevKv() && before != null) {
            response.setPrevKv(before);
        }
        return response.build();
    }

    private DeleteRangeResponse deleteAt(DeleteRangeRequest request, List<KeyValue> gone) {
        gone.forEach(kv -> values.remove(kv.getKey()));
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setDeleted(gone.size());
        if (request.getPrevKv()) {
            response.addAllPrevKvs(gone);
        }
        return response.build();
    }

    private boolean holds(Compare compare) {
        KeyValue kv = values.getOrDefault(compare.getKey(), KeyValue.getDefaultInstance());
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
            case LEASE -> Long.compare(kv.getLease(), compare.getLease());
            default -> ByteString.unsignedLexicographicalComparator().compare(kv.getValue(), compare.getValue());
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            default -> order < 0;
        };
    }

    private Collection<KeyValue> in(ByteString key, ByteString end) {
        if (end.isEmpty()) {
            KeyValue only = values.get(key);
            return only == null ? List.of() : List.of(only);
        }
        return end.equals(ZERO)
                ? values.tailMap(key, true).values()
                : values.subMap(key, true, end, false).values();
    }

    private static StatusRuntimeException error(Status status, String text) {
        return status.withDescription(text).asRuntimeException();
    }
}
