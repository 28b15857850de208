package io.quorate.client;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletableFuture;

/**
 * Keys and values.
 *
 * <p>Thread-safe; no call blocks. A result completes on a network thread: do not block there. It completes with an
 * answer, or exceptionally with a {@link QuorateException}, at the latest at the client's deadline. Cancelling a result
 * stops waiting; a write may have been applied all the same.
 */
public interface KvClient {
    /** Puts a key. */
    CompletableFuture<PutResult> put(ByteString key, ByteString value, PutOptions options);

    /** Reads a range. */
    CompletableFuture<GetResult> get(KeyRange range, GetOptions options);

    /** Deletes a range. */
    CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options);

    /**
     * Commits a transaction.
     *
     * @param options level of one that {@link Txn#isReadOnly() only reads}, in place of what its gets say; with a
     *     weaker level than linearizable any other fails with {@link InvalidRequestException}
     */
    CompletableFuture<TxnResult> commit(Txn txn, ReadOptions options);

    /** Drops history up to and including a revision, but for what reads at that revision need. */
    CompletableFuture<CompactResult> compact(long revision, CompactOptions options);

    /** Puts a key. */
    default CompletableFuture<PutResult> put(ByteString key, ByteString value) {
        return put(key, value, PutOptions.defaults());
    }

    /** Reads one key, linearizably. */
    default CompletableFuture<GetResult> get(ByteString key) {
        return get(KeyRange.single(key), GetOptions.defaults());
    }

    /** Commits a transaction; one that only reads is linearizable, unless all its gets are serializable. */
    default CompletableFuture<TxnResult> commit(Txn txn) {
        return commit(txn, ReadOptions.defaults());
    }

    /** Deletes one key. */
    default CompletableFuture<DeleteResult> delete(ByteString key) {
        return delete(KeyRange.single(key), DeleteOptions.defaults());
    }
}
