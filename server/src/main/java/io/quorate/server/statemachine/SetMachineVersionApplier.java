package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Fault;
import io.quorate.server.mvcc.MvccWriter;

/**
 * Raises the behaviour level. It never falls. A level above what this program knows is a Fault and not a rejection:
 * replicas that know it accept it, so this one must stop until it is upgraded. Whoever proposes has asked them all.
 */
final class SetMachineVersionApplier implements Applier<Command.SetMachineVersion> {
    /** Newest behaviour level of this program. */
    static final int SUPPORTED = 1;

    private final MvccWriter writer;
    private final MachineFacts facts;

    SetMachineVersionApplier(MvccWriter writer, MachineFacts facts) {
        this.writer = writer;
        this.facts = facts;
    }

    @Override
    public Outcome apply(Command.SetMachineVersion command) {
        if (command.version() > SUPPORTED) {
            throw new Fault("the log asks for state machine version " + command.version() + "; this program has "
                    + SUPPORTED + ": upgrade it");
        }
        if (command.version() < facts.version) {
            return new Outcome.Rejected(writer.revision(), Rejection.UNSUPPORTED);
        }
        facts.version = command.version();
        return new Outcome.NothingDone(writer.revision());
    }
}
