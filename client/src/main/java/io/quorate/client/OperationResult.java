package io.quorate.client;

import org.jspecify.annotations.Nullable;

/** What one operation of a transaction did. Its header has only a revision, a nested transaction's not even that. */
public sealed interface OperationResult permits PutResult, GetResult, DeleteResult, TxnResult {
    Header header();

    /** How the reply was served; null from a server that is not Quorate, and for an operation of a transaction. */
    @Nullable
    Receipt receipt();
}
