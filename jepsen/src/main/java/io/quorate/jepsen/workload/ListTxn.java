package io.quorate.jepsen.workload;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.KeyValue;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.ResponseOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.proto.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction on lists. The store has no append, so it reads the lists in one transaction, and writes them in a
 * second one that compares the revisions at which they were last written: what was read still holds at the moment of
 * the write, so the whole is one step. When the comparison fails nothing happened.
 */
final class ListTxn {
    private final KVGrpc.KVBlockingStub stub;
    private final Keys keys;
    private final List<Micro> asked;
    private final Map<Integer, Held> lists = new LinkedHashMap<>();

    /** What one list held, and was made to hold. */
    private static final class Held {
        private long modRevision;
        private Elements elements = Elements.NONE;
        private boolean appended;

        private void append(long value) {
            long[] longer = java.util.Arrays.copyOf(elements.toArray(), elements.size() + 1);
            longer[elements.size()] = value;
            elements = Elements.of(longer);
            appended = true;
        }
    }

    /** @param stub with the deadline for the whole */
    ListTxn(KVGrpc.KVBlockingStub stub, Keys keys, List<Micro> asked) {
        this.stub = stub;
        this.keys = keys;
        this.asked = asked;
    }

    Completion perform() {
        TxnResponse read;
        try {
            read = stub.txn(reading());
        } catch (StatusRuntimeException e) {
            return Errors.ofRead(e.getStatus());
        }
        take(read);
        List<Micro> done = apply();
        if (lists.values().stream().noneMatch(list -> list.appended)) {
            return Completion.ok(Seen.micros(done), NodeClient.receipt(read.getHeader()));
        }
        try {
            TxnResponse written = stub.txn(writing());
            Receipt receipt = NodeClient.receipt(written.getHeader());
            return written.getSucceeded() ? Completion.ok(Seen.micros(done), receipt) : Completion.fail("mismatch");
        } catch (StatusRuntimeException e) {
            return Errors.ofWrite(e.getStatus());
        }
    }

    private TxnRequest reading() {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (Micro micro : asked) {
            if (lists.putIfAbsent(micro.key(), new Held()) == null) {
                request.addSuccess(RequestOp.newBuilder().setRequestRange(NodeClient.rangeOf(key(micro.key()), false)));
            }
        }
        return request.build();
    }

    /** The answers come in the order of the questions, which is that of {@code lists}. */
    private void take(TxnResponse read) {
        int at = 0;
        for (Held list : lists.values()) {
            ResponseOp answer = read.getResponses(at++);
            if (answer.getResponseRange().getKvsCount() > 0) {
                KeyValue kv = answer.getResponseRange().getKvs(0);
                list.modRevision = kv.getModRevision();
                list.elements = Keys.listOf(kv.getValue());
            }
        }
    }

    private List<Micro> apply() {
        List<Micro> done = new ArrayList<>();
        for (Micro micro : asked) {
            Held list = java.util.Objects.requireNonNull(lists.get(micro.key()));
            if (micro.append()) {
                list.append(micro.value());
                done.add(micro);
            } else {
                done.add(Micro.read(micro.key(), list.elements));
            }
        }
        return done;
    }

    private TxnRequest writing() {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        lists.forEach((number, list) -> {
            ByteString key = key(number);
            request.addCompare(Compare.newBuilder()
                    .setKey(key)
                    .setTarget(Compare.CompareTarget.MOD)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setModRevision(list.modRevision));
            if (list.appended) {
                request.addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(Keys.list(list.elements))));
            }
        });
        return request.build();
    }

    private ByteString key(int number) {
        return keys.key(WorkloadKind.APPEND, number);
    }
}
