package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.mvcc.MvccWriter;

/** Changes nothing: being committed is all that a tick is for. */
final class TickApplier implements Applier<Command.Tick> {
    private final MvccWriter writer;

    TickApplier(MvccWriter writer) {
        this.writer = writer;
    }

    @Override
    public Outcome apply(Command.Tick tick) {
        return new Outcome.NothingDone(writer.revision());
    }
}
