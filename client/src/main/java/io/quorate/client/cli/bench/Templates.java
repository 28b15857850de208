package io.quorate.client.cli.bench;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.ReadOptions;
import io.quorate.client.cli.bench.wire.Method;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import java.util.Map;

/** The requests that the load generator sends. */
final class Templates {
    private Templates() {}

    static RequestTemplate put(int keySize, int valueSize) {
        return new RequestTemplate(
                new Method("etcdserverpb.KV/Put", Map.of()),
                keySize,
                valueSize,
                (key, value) -> PutRequest.newBuilder()
                        .setKey(ByteString.copyFrom(key))
                        .setValue(ByteString.copyFrom(value))
                        .build());
    }

    static RequestTemplate range(int keySize, ReadOptions reading) {
        boolean serializable = reading.level() == Consistency.SERIALIZABLE;
        boolean inRequest = serializable || reading.level() == Consistency.LINEARIZABLE;
        return new RequestTemplate(
                new Method("etcdserverpb.KV/Range", inRequest ? Map.of() : reading.metadata()),
                keySize,
                0,
                (key, value) -> RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(key))
                        .setSerializable(serializable)
                        .build());
    }

    /** One put under one comparison that always holds, or under none. */
    static RequestTemplate txn(int keySize, int valueSize, Comparison comparison) {
        Method method = new Method("etcdserverpb.KV/Txn", Map.of());
        return new RequestTemplate(method, keySize, valueSize, (key, value) -> {
            TxnRequest.Builder txn = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder()
                            .setRequestPut(PutRequest.newBuilder()
                                    .setKey(ByteString.copyFrom(key))
                                    .setValue(ByteString.copyFrom(value))));
            Compare.Builder compare =
                    Compare.newBuilder().setKey(ByteString.copyFrom(key)).setResult(Compare.CompareResult.GREATER);
            switch (comparison) {
                case NONE -> {}
                case VERSION ->
                    txn.addCompare(
                            compare.setTarget(Compare.CompareTarget.VERSION).setVersion(-1));
                case MOD ->
                    txn.addCompare(compare.setTarget(Compare.CompareTarget.MOD).setModRevision(-1));
            }
            return txn.build();
        });
    }

    /** What a transaction compares before it puts. */
    enum Comparison {
        NONE,
        VERSION,
        MOD
    }
}
