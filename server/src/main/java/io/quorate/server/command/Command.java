package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import java.util.List;

/** What a log entry asks of the state machine. Everything a command needs is settled before it is proposed. */
public sealed interface Command {
    /**
     * Writes one key.
     *
     * @param lease lease to attach, 0 for none
     * @param previous answer with what was there before
     * @param ignoreValue keep the present value; the key must exist
     * @param ignoreLease keep the present lease; the key must exist
     */
    record Put(Bytes key, Bytes value, long lease, boolean previous, boolean ignoreValue, boolean ignoreLease)
            implements Command, Operation {
        /** A plain put. */
        public static Put of(Bytes key, Bytes value) {
            return new Put(key, value, 0, false, false, false);
        }
    }

    /** Deletes the keys of a range. */
    record DeleteRange(KeyRange range, boolean previous) implements Command, Operation {}

    /** Compares on the state before it, then runs one branch; all changes share one revision. */
    record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure)
            implements Command, Operation {}

    /** Drops history up to a revision. */
    record Compact(long revision, boolean physical) implements Command {}

    /** Does nothing but be committed: renews the lease, closes time, serves as a read barrier. */
    record Tick() implements Command {}

    /** The leader gives its lease up, as the last thing before a planned handover. */
    record Release() implements Command {}

    /** Raises the behaviour level of the state machine. */
    record SetMachineVersion(int version) implements Command {}
}
