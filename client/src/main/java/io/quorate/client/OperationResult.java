package io.quorate.client;

/** What one operation of a transaction did. Its header has only a revision, a nested transaction's not even that. */
public sealed interface OperationResult permits PutResult, GetResult, DeleteResult, TxnResult {
    Header header();
}
