package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.common.Fault;
import io.quorate.server.mvcc.MvccWriter;

/** Every command's applier, the frequent ones asked first. */
final class ApplierRegistry {
    private final PutApplier put;
    private final TxnApplier txn;
    private final DeleteRangeApplier deleteRange;
    private final CompactApplier compact;
    private final TickApplier tick;
    private final ReleaseApplier release;
    private final SetMachineVersionApplier setMachineVersion;

    ApplierRegistry(MvccWriter writer, MachineFacts facts) {
        OperationRunner operations = new OperationRunner(writer);
        put = new PutApplier(writer, operations);
        txn = new TxnApplier(writer, operations);
        deleteRange = new DeleteRangeApplier(writer, operations);
        compact = new CompactApplier(writer);
        tick = new TickApplier(writer);
        release = new ReleaseApplier(writer);
        setMachineVersion = new SetMachineVersionApplier(writer, facts);
    }

    Outcome apply(Command command) {
        if (command instanceof Command.Put it) {
            return put.apply(it);
        }
        if (command instanceof Command.Txn it) {
            return txn.apply(it);
        }
        if (command instanceof Command.DeleteRange it) {
            return deleteRange.apply(it);
        }
        if (command instanceof Command.Tick it) {
            return tick.apply(it);
        }
        if (command instanceof Command.Compact it) {
            return compact.apply(it);
        }
        if (command instanceof Command.Release it) {
            return release.apply(it);
        }
        if (command instanceof Command.SetMachineVersion it) {
            return setMachineVersion.apply(it);
        }
        throw new Fault("no applier for " + command.getClass().getSimpleName());
    }
}
