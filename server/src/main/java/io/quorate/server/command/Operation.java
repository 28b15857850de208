package io.quorate.server.command;

import io.quorate.server.common.RangeQuery;

/** One step of a transaction's branch. */
public sealed interface Operation permits Command.Put, Command.DeleteRange, Command.Txn, Operation.Range {
    /** Reads within the transaction; sees the writes before it. */
    record Range(RangeQuery query) implements Operation {}
}
