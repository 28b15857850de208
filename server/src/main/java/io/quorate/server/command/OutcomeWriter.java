package io.quorate.server.command;

import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyValue;
import java.util.List;

/** Messages of log.proto that carry an outcome, written by hand, last field first (see {@link WireWriter}). */
final class OutcomeWriter {
    private final WireWriter out;

    OutcomeWriter(WireWriter out) {
        this.out = out;
    }

    void outcomes(int field, List<Outcome> outcomes) {
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            int mark = out.written();
            outcome(outcomes.get(i));
            out.close(field, mark);
        }
    }

    private void outcome(Outcome outcome) {
        int mark = out.written();
        if (outcome instanceof Outcome.PutDone put) {
            if (put.previous() != null) {
                keyValue(1, put.previous());
            }
            out.close(2, mark);
        } else if (outcome instanceof Outcome.TxnDone txn) {
            outcomes(2, txn.outcomes());
            out.bool(1, txn.succeeded());
            out.close(5, mark);
        } else if (outcome instanceof Outcome.RangeDone range) {
            out.int64(3, range.result().count());
            out.bool(2, range.result().more());
            keyValues(1, range.result().kvs());
            out.close(4, mark);
        } else if (outcome instanceof Outcome.DeleteRangeDone deleteRange) {
            keyValues(2, deleteRange.previous());
            out.int64(1, deleteRange.deleted());
            out.close(3, mark);
        } else if (outcome instanceof Outcome.CompactDone) {
            out.close(6, mark);
        } else if (outcome instanceof Outcome.Rejected rejected) {
            out.int64(1, rejected.reason().number());
            out.close(7, mark);
        } else if (outcome instanceof Outcome.NothingDone) {
            out.close(8, mark);
        } else {
            throw new Fault("no format for " + outcome);
        }
        out.int64(1, outcome.revision());
    }

    private void keyValues(int field, List<KeyValue> kvs) {
        for (int i = kvs.size() - 1; i >= 0; i--) {
            keyValue(field, kvs.get(i));
        }
    }

    private void keyValue(int field, KeyValue kv) {
        int mark = out.written();
        out.int64(6, kv.lease());
        out.bytes(5, kv.value());
        out.int64(4, kv.version());
        out.int64(3, kv.modRevision());
        out.int64(2, kv.createRevision());
        out.bytes(1, kv.key());
        out.close(field, mark);
    }
}
