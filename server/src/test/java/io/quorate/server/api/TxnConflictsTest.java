package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rule itself is compared with etcd's answers elsewhere; here the intervals are, with a list of ranges. */
class TxnConflictsTest {
    private static RequestOp put(String key) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)))
                .build();
    }

    private static RequestOp delete(String key, String end) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setRangeEnd(ByteString.copyFromUtf8(end)))
                .build();
    }

    @Test
    void shouldFindWhatAListOfRangesFinds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int conflicts = 0;
        for (int round = 0; round < 20_000; round++) {
            TxnRequest.Builder txn = TxnRequest.newBuilder();
            int deletes = random.nextInt(6);
            for (int i = 0; i < deletes; i++) {
                txn.addSuccess(delete(key(random), random.nextInt(4) == 0 ? "" : key(random)));
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                txn.addSuccess(put(key(random)));
            }
            boolean expected = naive(txn.getSuccessList());
            conflicts += expected ? 1 : 0;

            assertThat(TxnConflicts.exist(txn.build()))
                    .as("seed %d: %s", seed, txn)
                    .isEqualTo(expected);
        }
        assertThat(conflicts).isBetween(2_000, 18_000);
    }

    private static String key(Random random) {
        return "" + (char) ('a' + random.nextInt(26)) + (random.nextBoolean() ? "" : "m");
    }

    private static boolean naive(List<RequestOp> branch) {
        Set<String> puts = new HashSet<>();
        for (RequestOp operation : branch) {
            if (!operation.hasRequestPut()) {
                continue;
            }
            String key = operation.getRequestPut().getKey().toStringUtf8();
            if (!puts.add(key) || branch.stream().anyMatch(other -> deletes(other, key))) {
                return true;
            }
        }
        return false;
    }

    private static boolean deletes(RequestOp operation, String key) {
        if (!operation.hasRequestDeleteRange()) {
            return false;
        }
        String from = operation.getRequestDeleteRange().getKey().toStringUtf8();
        String to = operation.getRequestDeleteRange().getRangeEnd().toStringUtf8();
        return to.isEmpty() ? key.equals(from) : key.compareTo(from) >= 0 && key.compareTo(to) < 0;
    }

    @Test
    void shouldLookAtBothBranches() {
        assertThat(TxnConflicts.exist(TxnRequest.newBuilder()
                        .addSuccess(put("a"))
                        .addFailure(put("a"))
                        .build()))
                .isFalse();
        assertThat(TxnConflicts.exist(TxnRequest.newBuilder()
                        .addFailure(put("a"))
                        .addFailure(put("a"))
                        .build()))
                .isTrue();
    }
}
