package io.quorate.server.command;

import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command answered: part of the replicated history, computed alike on every replica. */
public sealed interface Outcome {
    /** Revision of the store after the command (inside a transaction: of the transaction). */
    long revision();

    record PutDone(long revision, @Nullable KeyValue previous) implements Outcome {}

    record DeleteRangeDone(long revision, long deleted, List<KeyValue> previous) implements Outcome {}

    /** A range inside a transaction. */
    record RangeDone(long revision, RangeResult result) implements Outcome {}

    record TxnDone(long revision, boolean succeeded, List<Outcome> outcomes) implements Outcome {}

    record CompactDone(long revision) implements Outcome {}

    /** Of a command that changes no keys. */
    record NothingDone(long revision) implements Outcome {}

    /** A deterministic no; nothing was changed. */
    record Rejected(long revision, Rejection reason) implements Outcome {}
}
