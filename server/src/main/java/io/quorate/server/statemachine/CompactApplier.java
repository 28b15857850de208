package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.mvcc.MvccWriter;

/** Makes old revisions unreadable. Their rows are removed later and elsewhere. */
final class CompactApplier implements Applier<Command.Compact> {
    private final MvccWriter writer;

    CompactApplier(MvccWriter writer) {
        this.writer = writer;
    }

    @Override
    public Outcome apply(Command.Compact compact) {
        long revision = writer.revision();
        if (compact.revision() <= writer.compactedRevision()) {
            return new Outcome.Rejected(revision, Rejection.COMPACTED);
        }
        if (compact.revision() > revision) {
            return new Outcome.Rejected(revision, Rejection.FUTURE_REVISION);
        }
        writer.compact(compact.revision());
        return new Outcome.CompactDone(revision);
    }
}
