package io.quorate.client.cli.bench;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;

/** The requests that the load generator sends. */
final class Templates {
    private Templates() {}

    static RequestTemplate put(int keySize, int valueSize) {
        return new RequestTemplate(
                "etcdserverpb.KV/Put",
                keySize,
                valueSize,
                (key, value) -> PutRequest.newBuilder()
                        .setKey(ByteString.copyFrom(key))
                        .setValue(ByteString.copyFrom(value))
                        .build());
    }

    static RequestTemplate range(int keySize, boolean serializable) {
        return new RequestTemplate(
                "etcdserverpb.KV/Range",
                keySize,
                0,
                (key, value) -> RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(key))
                        .setSerializable(serializable)
                        .build());
    }

    /** One put under one comparison that always holds, or under none. */
    static RequestTemplate txn(int keySize, int valueSize, Comparison comparison) {
        return new RequestTemplate("etcdserverpb.KV/Txn", keySize, valueSize, (key, value) -> {
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
