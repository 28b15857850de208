package io.quorate.server.request;

import io.quorate.server.command.Request;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
    CompletableFuture<Committed> write(Request request, int bytes, long deadlineNanos);

    /** Reads as fresh as the options ask for, from this node's state. */
    CompletableFuture<Proven<MvccReader.ReadOutcome>> read(RangeQuery query, ReadOptions options, long deadlineNanos);

    /**
     * Reads what this node has, with nothing said about it: for reads that are made of several under one
     * {@link #vouch}.
     */
    CompletableFuture<MvccReader.ReadOutcome> readState(RangeQuery query);

    /**
     * Completes when this replica's state is fresh enough for a read that begins now: for those that are made of
     * several local reads.
     *
     * @return what allows it, to be asked about with {@link #prove} after the read
     */
    CompletableFuture<Vouch> vouch(ReadOptions options, long deadlineNanos);

    /**
     * What may be said of what was read after {@link #vouch} and before this call; null when it is not what the options
     * ask for, since a newer leader has given this replica what the one that vouched, perhaps still under lease, does
     * not have, or since the read took too long. Then ask for a vouch and read again.
     */
    @Nullable
    ReadProof prove(Vouch vouch, ReadOptions options);

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
