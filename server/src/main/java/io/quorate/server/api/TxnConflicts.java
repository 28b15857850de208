package io.quorate.server.api;

import com.google.protobuf.ByteString;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds operations of one branch that change the same key, by etcd's rule: two puts of a key conflict, and so do a put
 * and a delete of it; deletes do not conflict with each other; the branches of one nested transaction exclude each
 * other, so they do not either, but what both may do counts for the level above.
 *
 * <p>Two gaps are etcd's own and are kept, since a client may rely on them: a delete to the end of the key space (end
 * "\0") conflicts with nothing, and a nested delete does not conflict with a put of an earlier sibling.
 */
final class TxnConflicts {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** Keys put so far on a level. */
    private final Set<ByteString> puts = new HashSet<>();

    /** Keys deleted so far on a level. */
    private final KeyIntervals deletes = new KeyIntervals();

    private boolean found;

    private TxnConflicts() {}

    /** Whether either branch of a transaction conflicts with itself. */
    static boolean exist(TxnRequest request) {
        return exist(request.getSuccessList()) || exist(request.getFailureList());
    }

    private static boolean exist(List<RequestOp> branch) {
        // A branch of one plain operation cannot conflict: most transactions are so.
        return (branch.size() > 1 || (branch.size() == 1 && branch.get(0).hasRequestTxn())) && of(branch).found;
    }

    private static TxnConflicts of(List<RequestOp> branch) {
        TxnConflicts level = new TxnConflicts();
        for (RequestOp operation : branch) {
            if (operation.hasRequestDeleteRange()) {
                level.delete(operation.getRequestDeleteRange());
            }
        }
        for (RequestOp operation : branch) {
            if (operation.hasRequestTxn() && !level.found) {
                level.nest(
                        of(operation.getRequestTxn().getSuccessList()),
                        of(operation.getRequestTxn().getFailureList()));
            }
        }
        for (RequestOp operation : branch) {
            if (operation.hasRequestPut()) {
                level.put(operation.getRequestPut().getKey());
            }
        }
        return level;
    }

    private void delete(DeleteRangeRequest request) {
        ByteString key = request.getKey();
        deletes.add(key, request.getRangeEnd().isEmpty() ? key.concat(ZERO) : request.getRangeEnd());
    }

    private void nest(TxnConflicts success, TxnConflicts failure) {
        found |= success.found || failure.found;
        for (ByteString key : success.puts) {
            put(key);
        }
        for (ByteString key : failure.puts) {
            if (success.puts.contains(key)) {
                continue;
            }
            put(key);
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
    }

    private void put(ByteString key) {
        found |= !puts.add(key) || deletes.contain(key);
    }

    /** A set of keys as disjoint intervals [start, end), so that many ranges stay cheap to ask. */
    private static final class KeyIntervals {
        private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

        private final TreeMap<ByteString, ByteString> ends = new TreeMap<>(ORDER);

        void add(ByteString from, ByteString to) {
            if (ORDER.compare(from, to) >= 0) {
                return;
            }
            ByteString start = from;
            ByteString end = to;
            Map.Entry<ByteString, ByteString> neighbour = ends.floorEntry(end);
            while (neighbour != null && ORDER.compare(neighbour.getValue(), start) >= 0) {
                start = min(start, neighbour.getKey());
                end = max(end, neighbour.getValue());
                ends.remove(neighbour.getKey());
                neighbour = ends.floorEntry(end);
            }
            ends.put(start, end);
        }

        void addAll(KeyIntervals others) {
            others.ends.forEach(this::add);
        }

        boolean contain(ByteString key) {
            Map.Entry<ByteString, ByteString> candidate = ends.floorEntry(key);
            return candidate != null && ORDER.compare(key, candidate.getValue()) < 0;
        }

        private static ByteString min(ByteString left, ByteString right) {
            return ORDER.compare(left, right) <= 0 ? left : right;
        }

        private static ByteString max(ByteString left, ByteString right) {
            return ORDER.compare(left, right) >= 0 ? left : right;
        }
    }
}
