package io.quorate.server.api;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.ReadLevel;
import io.quorate.server.request.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A keyspace that answers what the test says, and remembers what it was asked. */
final class FakeKeyspace implements KeyspaceRequests {
    /** One read that came. */
    record Read(RangeQuery query, ReadLevel level) {}

    final List<Request> writes = new ArrayList<>();
    final List<Read> reads = new ArrayList<>();
    final List<Long> deadlines = new ArrayList<>();
    Function<Request, CompletableFuture<Outcome>> onWrite =
            request -> CompletableFuture.completedFuture(new Outcome.PutDone(7, null));
    BiFunction<RangeQuery, ReadLevel, CompletableFuture<MvccReader.ReadOutcome>> onRead = (query, level) ->
            CompletableFuture.completedFuture(new MvccReader.Found(7, new RangeResult(List.of(), false, 0)));
    CompletableFuture<Long> fresh = CompletableFuture.completedFuture(Long.MAX_VALUE);
    CompletableFuture<Void> compacted = CompletableFuture.completedFuture(null);

    @Nullable
    NodeId leader = new NodeId("n2");

    int freshAsked;
    long revision = 7;

    /** A snapshot takes the place of the state. */
    boolean replacing;

    static <T> CompletableFuture<T> failing(RequestFailure.Kind kind) {
        return CompletableFuture.failedFuture(new RequestFailure(kind));
    }

    @Override
    public CompletableFuture<Outcome> write(Request request, int bytes, long deadlineNanos) {
        writes.add(request);
        deadlines.add(deadlineNanos);
        return onWrite.apply(request);
    }

    @Override
    public CompletableFuture<MvccReader.ReadOutcome> read(RangeQuery query, ReadLevel level, long deadlineNanos) {
        reads.add(new Read(query, level));
        deadlines.add(deadlineNanos);
        return onRead.apply(query, level);
    }

    @Override
    public CompletableFuture<Long> awaitLinearizable(long deadlineNanos) {
        freshAsked++;
        return fresh;
    }

    @Override
    public boolean isFresh(long vouchedTerm) {
        return vouchedTerm >= term();
    }

    @Override
    public CompletableFuture<Void> awaitPhysicalCompaction(long revision, long deadlineNanos) {
        return compacted;
    }

    @Override
    public GroupStatus status() {
        return new GroupStatus(
                new NodeId("n1"),
                leader,
                3,
                12,
                11,
                new LogPosition(3, 10),
                GroupStatus.LeaseState.FOLLOWER,
                List.of());
    }

    @Override
    public long term() {
        return 3;
    }

    @Override
    public long revision() {
        if (replacing) {
            throw new LocalState.Unavailable();
        }
        return revision;
    }

    @Override
    public long sizeBytes() {
        return 4096;
    }
}
