package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccWriter;
import io.quorate.server.mvcc.StoredVersion;
import org.jspecify.annotations.Nullable;

/** What commands and the operations of transactions have in common. Whoever runs an operation has checked it. */
final class OperationRunner {
    private final MvccWriter writer;

    OperationRunner(MvccWriter writer) {
        this.writer = writer;
    }

    /** Whether a put asks to keep something of a key that is not there. */
    @Nullable
    Rejection checkKept(Command.Put put) {
        boolean keeps = put.ignoreValue() || put.ignoreLease();
        return keeps && !writer.find(put.key()).isLive() ? Rejection.KEY_NOT_FOUND : null;
    }

    /** Whether a put attaches a lease that does not exist; there are no leases yet. */
    @Nullable
    Rejection checkLease(Command.Put put) {
        return put.lease() != 0 ? Rejection.LEASE_NOT_FOUND : null;
    }

    Outcome put(Command.Put put) {
        Bytes value = put.value();
        long lease = put.lease();
        if (put.ignoreValue() || put.ignoreLease()) {
            StoredVersion present = writer.find(put.key());
            value = put.ignoreValue() ? present.value() : value;
            lease = put.ignoreLease() ? present.lease() : lease;
        }
        StoredVersion before = writer.put(put.key(), value, lease);
        boolean answersPrevious = put.previous() && before.isLive();
        return new Outcome.PutDone(writer.revision(), answersPrevious ? before.toKeyValue(put.key()) : null);
    }

    Outcome deleteRange(Command.DeleteRange deleteRange) {
        MvccWriter.Deleted deleted = writer.deleteRange(deleteRange.range(), deleteRange.previous());
        return new Outcome.DeleteRangeDone(writer.revision(), deleted.count(), deleted.previous());
    }

    Outcome range(RangeQuery query) {
        return new Outcome.RangeDone(writer.revision(), writer.range(query));
    }
}
