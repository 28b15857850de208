package io.quorate.server.statemachine;

import io.quorate.server.command.Compare;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccWriter;
import io.quorate.server.mvcc.StoredVersion;
import java.util.List;

/** Decides the conditions of transactions on the state as it is. */
final class CompareEvaluator {
    private final MvccWriter writer;

    CompareEvaluator(MvccWriter writer) {
        this.writer = writer;
    }

    boolean holdsAll(List<Compare> compares) {
        for (Compare compare : compares) {
            if (!holds(compare)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Compare compare) {
        if (compare.range().isSingle()) {
            return holds(compare, writer.find(compare.range().key()));
        }
        List<KeyValue> kvs = writer.range(RangeQuery.of(compare.range())).kvs();
        if (kvs.isEmpty()) {
            return holdsWithoutKey(compare);
        }
        for (KeyValue kv : kvs) {
            if (!holds(compare, kv)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Compare compare, StoredVersion version) {
        if (!version.isLive()) {
            return holdsWithoutKey(compare);
        }
        return switch (compare.target()) {
            case VERSION -> holds(compare, version.version());
            case CREATE -> holds(compare, version.createRevision());
            case MOD -> holds(compare, version.modRevision());
            case LEASE -> holds(compare, version.lease());
            case VALUE -> fits(compare.result(), version.compareValueTo(compare.value()));
        };
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        return switch (compare.target()) {
            case VERSION -> holds(compare, kv.version());
            case CREATE -> holds(compare, kv.createRevision());
            case MOD -> holds(compare, kv.modRevision());
            case LEASE -> holds(compare, kv.lease());
            case VALUE -> fits(compare.result(), kv.value().compareTo(compare.value()));
        };
    }

    /** An absent key compares as zeros, but it has no value that anything could be compared with. */
    private static boolean holdsWithoutKey(Compare compare) {
        return compare.target() != Compare.Target.VALUE && holds(compare, 0);
    }

    private static boolean holds(Compare compare, long actual) {
        return fits(compare.result(), Long.compare(actual, compare.number()));
    }

    private static boolean fits(Compare.Result result, int comparison) {
        return switch (result) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case GREATER -> comparison > 0;
            case LESS -> comparison < 0;
        };
    }
}
