package io.quorate.server.admin;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.mvcc.MvccReader;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What an operator asks of one keyspace on this node. Nothing blocks; futures complete on any thread, normally with an
 * answer or exceptionally with a {@link io.quorate.server.request.RequestFailure} and nothing else.
 */
public interface OperatorRequests {
    /**
     * A digest of the whole state.
     *
     * @param position the state is that after all entries up to this one, and none after it
     * @param definition of the hash; others do not compare
     * @param machineVersion behaviour level
     */
    record StateHash(LogPosition position, long hash, int definition, int machineVersion) {}

    /**
     * Hands leadership over to another voter; completes when that one leads.
     *
     * @param deadlineNanos on the node's monotonic clock
     */
    CompletableFuture<Void> moveLeader(NodeId to, long deadlineNanos);

    /**
     * Hashes what a read of all keys shows at a revision, the newest when it is 0. One hash at a time per node, of this
     * kind or the other; further ones are refused as OVERLOADED.
     *
     * @param wanted asked now and then; when it says no, the request ends as TIMED_OUT
     */
    CompletableFuture<MvccReader.HashOutcome> hash(long revision, BooleanSupplier wanted);

    /** Hashes the whole state; otherwise as {@link #hash}. */
    CompletableFuture<StateHash> hashState(BooleanSupplier wanted);
}
