package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.mvcc.MvccWriter;

/** Puts one key. As in etcd, an unknown lease is found before an absent key. */
final class PutApplier implements Applier<Command.Put> {
    private final MvccWriter writer;
    private final OperationRunner operations;

    PutApplier(MvccWriter writer, OperationRunner operations) {
        this.writer = writer;
        this.operations = operations;
    }

    @Override
    public Outcome apply(Command.Put put) {
        Rejection rejection = operations.checkLease(put);
        if (rejection == null) {
            rejection = operations.checkKept(put);
        }
        if (rejection != null) {
            return new Outcome.Rejected(writer.revision(), rejection);
        }
        writer.beginRequest();
        Outcome outcome = operations.put(put);
        writer.endRequest();
        return outcome;
    }
}
