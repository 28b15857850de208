package io.quorate.server.admin;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.LocalState;
import io.quorate.server.statemachine.StateDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One keyspace on this node, for its operators. */
public final class KeyspaceOperator implements OperatorRequests {
    private final Parts parts;

    /**
     * What it works with.
     *
     * @param silence a voter that has not answered for longer is not asked to take over
     * @param timer must not block
     * @param inspections shared by all keyspaces of the node
     */
    public record Parts(
            Supplier<GroupStatus> status,
            Handovers handovers,
            LocalState state,
            Duration silence,
            NodeClock clock,
            ScheduledExecutorService timer,
            Inspections inspections) {}

    /** Hands leadership over, and says whether the other node took it. */
    @FunctionalInterface
    public interface Handovers {
        CompletableFuture<Boolean> handOver(NodeId to, Duration timeout);
    }

    public KeyspaceOperator(Parts parts) {
        this.parts = parts;
    }

    @Override
    public CompletableFuture<Void> moveLeader(NodeId to, long deadlineNanos) {
        return new LeadershipMove(parts.status(), parts.handovers(), parts.silence(), parts.timer(), parts.clock())
                .start(to, deadlineNanos);
    }

    @Override
    public CompletableFuture<MvccReader.HashOutcome> hash(long revision, BooleanSupplier wanted) {
        return parts.inspections().run(() -> parts.state().hash(revision, wanted));
    }

    @Override
    public CompletableFuture<StateHash> hashState(BooleanSupplier wanted) {
        return parts.inspections().run(() -> {
            StateDigest digest = parts.state().digest(wanted);
            return new StateHash(digest.position(), digest.hash(), StateDigest.DEFINITION, digest.machineVersion());
        });
    }
}
