package io.quorate.server.mvcc;

import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeQuery.RevisionBounds;
import io.quorate.server.common.RangeQuery.SortOrder;
import io.quorate.server.common.RangeQuery.SortTarget;
import io.quorate.server.common.RangeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns a walk over versions into the answer that etcd gives to a range request. */
final class RangeScan {
    private RangeScan() {}

    static RangeResult nothing() {
        return new RangeResult(List.of(), false, 0);
    }

    /** The answer when the range is one key. */
    static RangeResult single(RangeQuery query, StoredVersion version) {
        if (!version.isLive()) {
            return nothing();
        }
        if (query.countOnly() || !accepts(query, version)) {
            return new RangeResult(List.of(), false, 1);
        }
        KeyValue kv = query.keysOnly()
                ? version.toKeyValueWithoutValue(query.range().key())
                : version.toKeyValue(query.range().key());
        return new RangeResult(List.of(kv), false, 1);
    }

    static RangeResult collect(RangeQuery query, Versions versions) {
        long wanted = wanted(query);
        List<KeyValue> kvs = new ArrayList<>();
        boolean withValues = !query.keysOnly() || query.target() == SortTarget.VALUE;
        long count = 0;
        while (versions.advance()) {
            count++;
            if (!query.countOnly() && kvs.size() < wanted) {
                StoredVersion version = versions.version();
                if (accepts(query, version)) {
                    kvs.add(
                            withValues
                                    ? version.toKeyValue(versions.key())
                                    : version.toKeyValueWithoutValue(versions.key()));
                }
            }
        }
        sort(query, kvs);
        boolean more = query.limit() > 0 && kvs.size() > query.limit();
        List<KeyValue> kept = more ? new ArrayList<>(kvs.subList(0, (int) query.limit())) : kvs;
        if (query.keysOnly() && withValues) {
            kept.replaceAll(KeyValue::withoutValue);
        }
        return new RangeResult(kept, more, count);
    }

    private static boolean accepts(RangeQuery query, StoredVersion version) {
        return query.bounds().accepts(version.modRevision(), version.createRevision());
    }

    /**
     * How many keys to gather: one above the limit tells whether there are more. A sort needs all of them, but as in
     * etcd only one that was asked for by an order: a target alone sorts what the limit left.
     */
    private static long wanted(RangeQuery query) {
        boolean inKeyOrder = query.target() == SortTarget.KEY && query.order() != SortOrder.DESCEND;
        boolean sortsWhatIsLeft =
                query.order() == SortOrder.NONE && query.bounds().equals(RevisionBounds.NONE);
        return query.limit() > 0 && query.limit() < Integer.MAX_VALUE && (inKeyOrder || sortsWhatIsLeft)
                ? query.limit() + 1
                : Integer.MAX_VALUE;
    }

    private static void sort(RangeQuery query, List<KeyValue> kvs) {
        boolean descending = query.order() == SortOrder.DESCEND;
        if (query.target() == SortTarget.KEY && !descending) {
            return;
        }
        Comparator<KeyValue> comparator = switch (query.target()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        kvs.sort(descending ? comparator.reversed() : comparator);
    }
}
