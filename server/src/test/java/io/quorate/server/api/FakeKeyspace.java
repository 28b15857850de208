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
import io.quorate.server.request.Committed;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.Proven;
import io.quorate.server.request.ReadLevel;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.ReadPath;
import io.quorate.server.request.ReadProof;
import io.quorate.server.request.RequestFailure;
import io.quorate.server.request.Vouch;
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
    final List<ReadOptions> options = new ArrayList<>();
    final List<Long> deadlines = new ArrayList<>();
    Function<Request, CompletableFuture<Outcome>> onWrite =
            request -> CompletableFuture.completedFuture(new Outcome.PutDone(7, null));
    BiFunction<RangeQuery, ReadLevel, CompletableFuture<MvccReader.ReadOutcome>> onRead = (query, level) ->
            CompletableFuture.completedFuture(new MvccReader.Found(7, new RangeResult(List.of(), false, 0)));
    /** Term of the leader that vouches for a linearizable read. */
    CompletableFuture<Long> fresh = CompletableFuture.completedFuture(Long.MAX_VALUE);

    CompletableFuture<Void> compacted = CompletableFuture.completedFuture(null);

    @Nullable
    NodeId leader = new NodeId("n2");

    private static final LogPosition POSITION = new LogPosition(3, 10);

    ReadProof proof = new ReadProof(ReadPath.LEASE, POSITION, 0);
    int freshAsked;
    long revision = 7;

    /** A snapshot takes the place of the state. */
    boolean replacing;

    static <T> CompletableFuture<T> failing(RequestFailure.Kind kind) {
        return CompletableFuture.failedFuture(new RequestFailure(kind));
    }

    @Override
    public CompletableFuture<Committed> write(Request request, int bytes, long deadlineNanos) {
        writes.add(request);
        deadlines.add(deadlineNanos);
        return onWrite.apply(request).thenApply(outcome -> new Committed(outcome, POSITION));
    }

    @Override
    public CompletableFuture<Proven<MvccReader.ReadOutcome>> read(
            RangeQuery query, ReadOptions asked, long deadlineNanos) {
        reads.add(new Read(query, asked.level()));
        options.add(asked);
        deadlines.add(deadlineNanos);
        return onRead.apply(query, asked.level()).thenApply(value -> new Proven<>(value, proof));
    }

    @Override
    public CompletableFuture<MvccReader.ReadOutcome> readState(RangeQuery query) {
        reads.add(new Read(query, ReadLevel.SERIALIZABLE));
        return onRead.apply(query, ReadLevel.SERIALIZABLE);
    }

    @Override
    public CompletableFuture<Vouch> vouch(ReadOptions asked, long deadlineNanos) {
        options.add(asked);
        if (asked.level() != ReadLevel.LINEARIZABLE) {
            return CompletableFuture.completedFuture(new Vouch(ReadPath.LOCAL, Vouch.NOBODY, POSITION, null));
        }
        freshAsked++;
        return fresh.thenApply(term -> new Vouch(ReadPath.READ_INDEX, term, POSITION, null));
    }

    @Override
    public @Nullable ReadProof prove(Vouch vouch, ReadOptions asked) {
        return vouch.path() == ReadPath.LOCAL || vouch.term() >= term() ? proof : null;
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
