package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.mvcc.MvccWriter;

/** Changes no keys: that it is the last thing in the log is what a new leader looks at. */
final class ReleaseApplier implements Applier<Command.Release> {
    private final MvccWriter writer;

    ReleaseApplier(MvccWriter writer) {
        this.writer = writer;
    }

    @Override
    public Outcome apply(Command.Release release) {
        return new Outcome.NothingDone(writer.revision());
    }
}
