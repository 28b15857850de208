package io.quorate.server.api;

import io.quorate.server.admin.OperatorRequests;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.mvcc.MvccReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** An operator's desk that answers what the test says, and remembers what it was asked. */
final class FakeOperator implements OperatorRequests {
    final List<NodeId> moves = new ArrayList<>();
    final List<Long> revisions = new ArrayList<>();
    CompletableFuture<Void> moved = CompletableFuture.completedFuture(null);
    CompletableFuture<MvccReader.HashOutcome> hash =
            CompletableFuture.completedFuture(new MvccReader.Hashed(9, 4, 8, -2));
    CompletableFuture<StateHash> state =
            CompletableFuture.completedFuture(new StateHash(new LogPosition(3, 12), 0xfedcba9800000001L, 1, 2));
    BooleanSupplier wanted = () -> false;

    @Override
    public CompletableFuture<Void> moveLeader(NodeId to, long deadlineNanos) {
        moves.add(to);
        return moved;
    }

    @Override
    public CompletableFuture<MvccReader.HashOutcome> hash(long revision, BooleanSupplier stillWanted) {
        revisions.add(revision);
        wanted = stillWanted;
        return hash;
    }

    @Override
    public CompletableFuture<StateHash> hashState(BooleanSupplier stillWanted) {
        wanted = stillWanted;
        return state;
    }
}
