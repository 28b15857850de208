package io.quorate.server.api;

import io.quorate.proto.etcd.RequestOp;
import io.quorate.proto.etcd.TxnRequest;
import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A transaction that only reads: evaluated on this node's state as of one revision, without a log entry.
 *
 * <p>The revision is taken once and every compare and range reads at it, so they all see the same state although others
 * write meanwhile. When a compaction overtakes the revision, everything is evaluated anew at a newer one.
 */
final class ReadOnlyTxn {
    private static final int MAX_ATTEMPTS = 8;
    private static final KeyValue ABSENT = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);

    private final KeyspaceRequests requests;
    private final Command.Txn txn;
    private final long deadline;
    private final long revision;
    private final int attempt;

    private ReadOnlyTxn(KeyspaceRequests requests, Command.Txn txn, long deadline, int attempt) {
        this.requests = requests;
        this.txn = txn;
        this.deadline = deadline;
        this.attempt = attempt;
        this.revision = requests.revision();
    }

    /**
     * Whether a transaction changes nothing whichever branch it takes. Nested ones count as changing, as etcd has it.
     */
    static boolean is(TxnRequest request) {
        return readsOnly(request.getSuccessList()) && readsOnly(request.getFailureList());
    }

    private static boolean readsOnly(List<RequestOp> branch) {
        return branch.stream().allMatch(RequestOp::hasRequestRange);
    }

    /**
     * Whether it may be served from whatever this node has: it has ranges, and every one says so. etcd takes one
     * without ranges for serializable too; but whoever only compares did not ask for an old answer.
     */
    static boolean isSerializable(TxnRequest request) {
        return request.getSuccessCount() + request.getFailureCount() > 0
                && serializable(request.getSuccessList())
                && serializable(request.getFailureList());
    }

    private static boolean serializable(List<RequestOp> branch) {
        return branch.stream().allMatch(operation -> operation.getRequestRange().getSerializable());
    }

    /** Evaluates on this node's present state, which the caller has made sure is fresh enough. */
    static CompletableFuture<Outcome> evaluate(KeyspaceRequests requests, Command.Txn txn, long deadline) {
        return new ReadOnlyTxn(requests, txn, deadline, 1).evaluate();
    }

    private CompletableFuture<Outcome> evaluate() {
        return compareFrom(0)
                .thenCompose(succeeded -> {
                    List<Operation> branch = succeeded ? txn.success() : txn.failure();
                    return runFrom(0, branch, new ArrayList<>(branch.size()), succeeded);
                })
                .handle((outcome, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(outcome);
                    }
                    if (!isOvertaken(failure)) {
                        return CompletableFuture.<Outcome>failedFuture(failure);
                    }
                    return attempt < MAX_ATTEMPTS
                            ? new ReadOnlyTxn(requests, txn, deadline, attempt + 1).evaluate()
                            : CompletableFuture.<Outcome>failedFuture(
                                    new RequestFailure(RequestFailure.Kind.OVERLOADED));
                })
                .thenCompose(outcome -> outcome);
    }

    private static boolean isOvertaken(Throwable failure) {
        return failure instanceof OvertakenException || failure.getCause() instanceof OvertakenException;
    }

    /** Whether all compares from one on hold. */
    private CompletableFuture<Boolean> compareFrom(int index) {
        if (index == txn.compares().size()) {
            return CompletableFuture.completedFuture(true);
        }
        Compare compare = txn.compares().get(index);
        return readPinned(RangeQuery.of(compare.range()))
                .thenCompose(found -> holds(compare, found.result().kvs())
                        ? compareFrom(index + 1)
                        : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Outcome> runFrom(
            int index, List<Operation> branch, List<Outcome> outcomes, boolean succeeded) {
        if (index == branch.size()) {
            return CompletableFuture.completedFuture(new Outcome.TxnDone(revision, succeeded, outcomes));
        }
        if (!(branch.get(index) instanceof Operation.Range range)) {
            throw new IllegalArgumentException("Not a read: " + branch.get(index));
        }
        long asked = range.query().revision();
        if (asked > revision) {
            return CompletableFuture.completedFuture(new Outcome.Rejected(revision, Rejection.FUTURE_REVISION));
        }
        CompletableFuture<MvccReader.ReadOutcome> read =
                asked > 0 ? read(range.query()) : widen(readPinned(range.query()));
        return read.thenCompose(outcome -> {
            if (outcome instanceof MvccReader.Found found) {
                outcomes.add(new Outcome.RangeDone(revision, found.result()));
                return runFrom(index + 1, branch, outcomes, succeeded);
            }
            Rejection reason =
                    outcome instanceof MvccReader.Compacted ? Rejection.COMPACTED : Rejection.FUTURE_REVISION;
            return CompletableFuture.completedFuture(new Outcome.Rejected(revision, reason));
        });
    }

    private static CompletableFuture<MvccReader.ReadOutcome> widen(CompletableFuture<MvccReader.Found> read) {
        return read.thenApply(found -> found);
    }

    private CompletableFuture<MvccReader.Found> readPinned(RangeQuery query) {
        return read(query.at(revision)).thenApply(outcome -> {
            if (outcome instanceof MvccReader.Found found) {
                return found;
            }
            if (outcome instanceof MvccReader.Compacted) {
                throw new OvertakenException();
            }
            throw new IllegalStateException("A revision that was current is not readable: " + revision);
        });
    }

    private CompletableFuture<MvccReader.ReadOutcome> read(RangeQuery query) {
        return requests.readState(query);
    }

    private static boolean holds(Compare compare, List<KeyValue> kvs) {
        if (kvs.isEmpty()) {
            return compare.target() != Compare.Target.VALUE && holds(compare, ABSENT);
        }
        return kvs.stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = switch (compare.target()) {
            case VERSION -> Long.compare(kv.version(), compare.number());
            case CREATE -> Long.compare(kv.createRevision(), compare.number());
            case MOD -> Long.compare(kv.modRevision(), compare.number());
            case LEASE -> Long.compare(kv.lease(), compare.number());
            case VALUE -> kv.value().compareTo(compare.value());
        };
        return switch (compare.result()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
        };
    }

    /** A compaction removed the revision while it was being read. */
    private static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OvertakenException() {
            super("compacted meanwhile", null, false, false);
        }
    }
}
