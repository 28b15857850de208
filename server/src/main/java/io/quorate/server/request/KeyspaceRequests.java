package io.quorate.server.request;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import java.util.concurrent.CompletableFuture;

/**
 * One keyspace as the API sees it, from any node. Nothing blocks; futures complete on any thread, normally with an
 * answer or exceptionally with a {@link RequestFailure} and nothing else.
 */
public interface KeyspaceRequests {
    /**
     * Proposes here or at the leader, and answers when committed and applied there.
     *
     * @param bytes size of the request on the wire, for admission
     * @param deadlineNanos on the node's monotonic clock
     */
    CompletableFuture<Outcome> write(Request request, int bytes, long deadlineNanos);

    /** Reads at a level. */
    CompletableFuture<MvccReader.ReadOutcome> read(RangeQuery query, ReadLevel level, long deadlineNanos);

    /**
     * Completes when this replica's state is fresh enough for a linearizable read that begins now.
     *
     * @return the term of the leader that vouched for it, to be asked about with {@link #isFresh} after the read
     */
    CompletableFuture<Long> awaitLinearizable(long deadlineNanos);

    /**
     * Whether what was read after {@link #awaitLinearizable} and before this call is linearizable: no newer leader has
     * given this replica what the one that vouched, perhaps still under lease, does not have. If not, await and read
     * again.
     */
    boolean isFresh(long vouchedTerm);

    /** Completes when history up to a compacted revision is physically gone on this node. */
    CompletableFuture<Void> awaitPhysicalCompaction(long revision, long deadlineNanos);

    GroupStatus status();

    /** Raft term for response headers; a cheap volatile read. */
    long term();

    /** Newest revision on this node; a cheap volatile read. */
    long revision();

    /** Bytes on disk. */
    long sizeBytes();
}
