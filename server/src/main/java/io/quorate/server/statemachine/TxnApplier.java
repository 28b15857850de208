package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Fault;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a transaction: decides all branches, checks all that will run (puts first, then ranges, as etcd does), and only
 * then changes anything; so a rejection leaves no trace.
 */
final class TxnApplier implements Applier<Command.Txn> {
    private final MvccWriter writer;
    private final OperationRunner operations;
    private final CompareEvaluator compares;

    TxnApplier(MvccWriter writer, OperationRunner operations) {
        this.writer = writer;
        this.operations = operations;
        this.compares = new CompareEvaluator(writer);
    }

    @Override
    public Outcome apply(Command.Txn txn) {
        TxnPath path = TxnPath.choose(txn, compares);
        Rejection rejection = checkPuts(path);
        if (rejection == null) {
            rejection = checkRanges(path);
        }
        if (rejection != null) {
            return new Outcome.Rejected(writer.revision(), rejection);
        }
        writer.beginRequest();
        Outcome outcome = run(path);
        writer.endRequest();
        return outcome;
    }

    private @Nullable Rejection checkPuts(TxnPath path) {
        int nested = 0;
        for (Operation operation : path.operations()) {
            Rejection rejection = null;
            if (operation instanceof Command.Put put) {
                rejection = checkPut(put);
            } else if (operation instanceof Command.Txn) {
                rejection = checkPuts(path.nested().get(nested++));
            }
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }

    private @Nullable Rejection checkPut(Command.Put put) {
        Rejection rejection = operations.checkKept(put);
        return rejection != null ? rejection : operations.checkLease(put);
    }

    private @Nullable Rejection checkRanges(TxnPath path) {
        int nested = 0;
        for (Operation operation : path.operations()) {
            Rejection rejection = null;
            if (operation instanceof Operation.Range range) {
                rejection = checkRange(range.query());
            } else if (operation instanceof Command.Txn) {
                rejection = checkRanges(path.nested().get(nested++));
            }
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }

    private @Nullable Rejection checkRange(RangeQuery query) {
        if (query.revision() == 0) {
            return null;
        }
        if (query.revision() > writer.revision()) {
            return Rejection.FUTURE_REVISION;
        }
        return query.revision() < writer.compactedRevision() ? Rejection.COMPACTED : null;
    }

    private Outcome run(TxnPath path) {
        List<Outcome> outcomes = new ArrayList<>(path.operations().size());
        int nested = 0;
        for (Operation operation : path.operations()) {
            if (operation instanceof Command.Put put) {
                outcomes.add(operations.put(put));
            } else if (operation instanceof Operation.Range range) {
                outcomes.add(operations.range(range.query()));
            } else if (operation instanceof Command.DeleteRange deleteRange) {
                outcomes.add(operations.deleteRange(deleteRange));
            } else if (operation instanceof Command.Txn) {
                outcomes.add(run(path.nested().get(nested++)));
            } else {
                throw new Fault("no way to run " + operation);
            }
        }
        return new Outcome.TxnDone(writer.revision(), path.succeeded(), outcomes);
    }
}
