package io.quorate.server.api.conformance;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.Compare;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import java.util.List;
import java.util.Random;

/**
 * An endless stream of KV requests from a seed: mostly valid, some not, over few keys so that they meet. Does not look
 * at answers: revisions are guessed from the number of requests so far, so some are in the past, some compacted, some
 * not yet.
 *
 * <p>Sort options that do not exist are left out: etcd 3.5 ends its process on a sort target it does not know.
 */
public final class RandomRequests {
    /** Few enough that etcd's unstable sort still leaves equal elements in key order: it does so up to 12. */
    private static final List<ByteString> KEYS = List.of(
            EtcdRequest.bytes("a"),
            EtcdRequest.bytes("a\0"),
            EtcdRequest.bytes("aa"),
            EtcdRequest.bytes("b"),
            EtcdRequest.bytes("b\u00ff"),
            EtcdRequest.bytes("c"),
            EtcdRequest.bytes("ca"),
            EtcdRequest.bytes("d"),
            EtcdRequest.bytes("\0"),
            EtcdRequest.bytes("\u0080"),
            EtcdRequest.bytes("\u00ff"));

    private static final List<ByteString> ENDS = List.of(
            EtcdRequest.bytes("\0"),
            EtcdRequest.bytes("a"),
            EtcdRequest.bytes("b"),
            EtcdRequest.bytes("c"),
            EtcdRequest.bytes("d"),
            EtcdRequest.bytes("z"),
            EtcdRequest.bytes("\u00ff"),
            EtcdRequest.bytes("\u00ff\u00ff"));

    private final Random random;
    private int made;

    public RandomRequests(long seed) {
        this.random = new Random(seed);
    }

    /** The next request. */
    public EtcdRequest next() {
        made++;
        int kind = random.nextInt(100);
        if (kind < 30) {
            return new EtcdRequest(range());
        } else if (kind < 58) {
            return new EtcdRequest(put());
        } else if (kind < 70) {
            return new EtcdRequest(delete());
        } else if (kind < 98) {
            return new EtcdRequest(txn(2));
        }
        return new EtcdRequest(compaction());
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private ByteString key() {
        return chance(2) ? ByteString.EMPTY : oneOf(KEYS);
    }

    private ByteString value() {
        return chance(10) ? ByteString.EMPTY : EtcdRequest.bytes("v" + random.nextInt(6));
    }

    /** A little more than half of the requests make a revision. */
    private long revision() {
        return random.nextInt(made + 4);
    }

    private RangeRequest range() {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(key()).setSerializable(chance(20));
        if (chance(70)) {
            range.setRangeEnd(oneOf(ENDS));
        }
        if (chance(25)) {
            range.setRevision(chance(60) ? Math.max(0, made / 2 - random.nextInt(20)) : revision());
        }
        if (chance(30)) {
            range.setLimit(random.nextInt(6) - 1);
        }
        if (chance(35)) {
            range.setSortOrderValue(random.nextInt(3));
        }
        if (chance(35)) {
            range.setSortTargetValue(random.nextInt(5));
        }
        range.setKeysOnly(chance(10)).setCountOnly(chance(10));
        if (chance(15)) {
            range.setMinModRevision(revision() - 1);
        }
        if (chance(15)) {
            range.setMaxModRevision(revision() - 1);
        }
        if (chance(10)) {
            range.setMinCreateRevision(revision() - 1);
        }
        if (chance(10)) {
            range.setMaxCreateRevision(revision() - 1);
        }
        return range.build();
    }

    private PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder()
                .setKey(key())
                .setPrevKv(chance(25))
                .setIgnoreLease(chance(8))
                .setIgnoreValue(chance(8));
        if (!put.getIgnoreValue() || chance(20)) {
            put.setValue(value());
        }
        if (chance(3)) {
            put.setLease(7);
        }
        return put.build();
    }

    private DeleteRangeRequest delete() {
        DeleteRangeRequest.Builder delete =
                DeleteRangeRequest.newBuilder().setKey(key()).setPrevKv(chance(40));
        if (chance(30)) {
            delete.setRangeEnd(oneOf(ENDS));
        }
        return delete.build();
    }

    private TxnRequest txn(int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addCompare(compare());
        }
        boolean readOnly = chance(15);
        for (int i = random.nextInt(4); i > 0; i--) {
            txn.addSuccess(operation(depth, readOnly));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            txn.addFailure(operation(depth, readOnly));
        }
        return txn.build();
    }

    private RequestOp operation(int depth, boolean readOnly) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        int kind = readOnly ? 0 : random.nextInt(100);
        if (kind < 30) {
            operation.setRequestRange(range());
        } else if (kind < 65) {
            operation.setRequestPut(put());
        } else if (kind < 85) {
            operation.setRequestDeleteRange(delete());
        } else if (kind < 98 && depth > 0) {
            operation.setRequestTxn(txn(depth - 1));
        } else if (kind < 98) {
            operation.setRequestPut(put());
        }
        return operation.build();
    }

    private Compare compare() {
        Compare.Builder compare = Compare.newBuilder().setKey(key());
        if (chance(25)) {
            compare.setRangeEnd(oneOf(ENDS));
        }
        compare.setResultValue(random.nextInt(chance(5) ? 6 : 4));
        int target = random.nextInt(chance(5) ? 7 : 5);
        compare.setTargetValue(target);
        // Now and then the number of another target, which etcd takes for 0.
        switch (chance(5) ? random.nextInt(5) : target) {
            case 0 -> compare.setVersion(random.nextInt(4));
            case 1 -> compare.setCreateRevision(chance(40) ? 0 : revision());
            case 2 -> compare.setModRevision(chance(40) ? 0 : revision());
            case 3 -> compare.setValue(value());
            case 4 -> compare.setLease(random.nextInt(2));
            default -> {}
        }
        return compare.build();
    }

    private CompactionRequest compaction() {
        long revision = chance(80) ? Math.max(0, made / 3 - random.nextInt(30)) : revision();
        return CompactionRequest.newBuilder()
                .setRevision(revision)
                .setPhysical(chance(50))
                .build();
    }
}
