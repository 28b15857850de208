package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.mvcc.MvccWriter;

/** Deletes a range; what deletes nothing takes no revision. */
final class DeleteRangeApplier implements Applier<Command.DeleteRange> {
    private final MvccWriter writer;
    private final OperationRunner operations;

    DeleteRangeApplier(MvccWriter writer, OperationRunner operations) {
        this.writer = writer;
        this.operations = operations;
    }

    @Override
    public Outcome apply(Command.DeleteRange deleteRange) {
        writer.beginRequest();
        Outcome outcome = operations.deleteRange(deleteRange);
        writer.endRequest();
        return outcome;
    }
}
