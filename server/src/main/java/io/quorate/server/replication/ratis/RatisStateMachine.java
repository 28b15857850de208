package io.quorate.server.replication.ratis;

import io.quorate.server.common.Fault;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.LeadershipListener;
import io.quorate.server.statemachine.EntryResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.jspecify.annotations.Nullable;

/**
 * The thin adapter between Ratis and our machine. Ratis calls apply, snapshots and reinitialize on its updater thread;
 * startTransaction on the thread that appends; leadership events on threads of its own.
 */
final class RatisStateMachine extends BaseStateMachine
        implements StateMachine.EventApi, StateMachine.LeaderEventApi, StateMachine.FollowerEventApi {
    private static final CompletableFuture<Message> DONE = CompletableFuture.completedFuture(Message.EMPTY);
    private static final CompletableFuture<Void> NAMED = CompletableFuture.completedFuture(null);

    private final ReplicaState state;
    private final RatisSnapshots snapshots;
    private final Names names;
    private final LeaderLease lease;
    private final SnapshotPace pace;
    private final AppliedWaiters waiters;
    private final LeadershipListener leadership;
    private final Consumer<Throwable> onFault;
    private volatile TermIndex applied = TermIndex.INITIAL_VALUE;
    private volatile long configurationTerm;

    /**
     * Who is told what happens to the replica.
     *
     * @param waiters for entries to be applied
     */
    record Listeners(AppliedWaiters waiters, LeadershipListener leadership, Consumer<Throwable> onFault) {}

    private volatile RaftServer.@Nullable Division division;

    /**
     * The names in Ratis' directory.
     *
     * @param group the directory of the group, where Ratis' own is in
     * @param top the outermost directory that may be new
     */
    record Names(DurableNames names, Path group, Path top) {}

    RatisStateMachine(
            ReplicaState state,
            RatisSnapshots snapshots,
            Names names,
            LeaderLease lease,
            SnapshotPace pace,
            Listeners listeners) {
        this.state = state;
        this.snapshots = snapshots;
        this.names = names;
        this.lease = lease;
        this.pace = pace;
        this.waiters = listeners.waiters();
        this.leadership = listeners.leadership();
        this.onFault = listeners.onFault();
    }

    /** The state is open already: it is recovered before Raft starts. */
    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        division = server.getDivision(group);
        getLifeCycle().startAndTransition(() -> {
            super.initialize(server, group, storage);
            names.names().open(storage, names.group(), names.top());
            advanceTo(state.applied());
            lease.receiptUnknown();
        });
    }

    /**
     * Ends a division that did not start: Ratis forgets it, and leaves its directory locked and, maybe, its timers
     * running.
     */
    void abandon() throws IOException {
        RaftServer.Division begun = division;
        if (begun != null) {
            begun.close();
        }
    }

    /**
     * Only the life cycle: entries may still be applied until the updater reaches {@link #reinitialize}, harmlessly.
     */
    @Override
    public void pause() {
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSING);
        getLifeCycle().transition(org.apache.ratis.util.LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        getLifeCycle().startAndTransition(() -> {
            faultsReported(() -> snapshots.swapInInstalled(state));
            pace.restart();
            advanceTo(state.applied());
            lease.receiptUnknown();
        });
    }

    /** Ratis closes a division whose machine throws, but does not say why. */
    private void faultsReported(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            onFault.accept(e);
            throw e;
        }
    }

    @Override
    public TransactionContext startTransaction(LogEntryProto entry, RaftPeerRole role) {
        if (role != RaftPeerRole.LEADER) {
            lease.entryReceived();
        }
        return super.startTransaction(entry, role);
    }

    /** The last moment before the entry is in the log: from here on a failure is not a refusal. */
    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) throws IOException {
        EntryMessage own = ownMessage(transaction);
        if (own != null) {
            // Under the division's monitor: the term cannot change any more.
            long term = getServer().join().getDivision(getGroupId()).getInfo().getCurrentTerm();
            if (!lease.mayAppend(term)) {
                throw new StateMachineException("proposed in an earlier leadership", null, false);
            }
            own.appending();
        }
        return transaction;
    }

    /**
     * On the log's thread, before it syncs the segment: when both are done, entries up to this one are acknowledged.
     */
    @Override
    public CompletableFuture<Void> flush(long index) {
        try {
            names.names().beforeFlush();
            return NAMED;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        LogPosition position = new LogPosition(entry.getTerm(), entry.getIndex());
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        faultsReported(() -> apply(transaction, position, bytes));
        pace.applied(position, bytes.length);
        return DONE;
    }

    private void apply(TransactionContext transaction, LogPosition position, byte[] bytes) {
        EntryResult result = state.apply(position, bytes);
        EntryMessage own = ownMessage(transaction);
        if (own != null) {
            lease.committed(position.term(), own.proposedAtNanos());
        }
        advanceTo(position);
        if (own != null) {
            own.applied(position, result.batches());
        }
    }

    private static @Nullable EntryMessage ownMessage(TransactionContext transaction) {
        var request = transaction.getClientRequest();
        return request != null && request.getMessage() instanceof EntryMessage own ? own : null;
    }

    private void advanceTo(LogPosition position) {
        if (position.index() > applied.getIndex()) {
            applied = TermIndex.valueOf(position.term(), position.index());
            waiters.applied(position.index());
        }
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        configurationTerm = term;
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        LogPosition position = new LogPosition(term, index);
        faultsReported(() -> state.skip(position));
        advanceTo(position);
        pace.applied(position, 0);
    }

    @Override
    public TermIndex getLastAppliedTermIndex() {
        return applied;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return snapshots.latest();
    }

    /**
     * Ratis asks after every few entries. Starts a checkpoint in the background when one is due, and says how far the
     * log may be purged since the last one became durable: applying never waits for it.
     */
    @Override
    public long takeSnapshot() {
        long purgeable = snapshots.takePurgeable();
        if (pace.isDue() && snapshots.begin()) {
            faultsReported(() -> {
                state.prepareSnapshot();
                snapshots.start(state, pace.position(), onFault);
            });
            pace.restart();
        }
        return purgeable;
    }

    /** A completed future always: while Ratis waits for one it takes no entries, not even a next leader's. */
    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(RoleInfoProto role, TermIndex firstIndexInLog) {
        RaftPeerId leader = RaftPeerId.valueOf(
                role.getFollowerInfo().getLeaderInfo().getId().getId());
        return CompletableFuture.completedFuture(
                snapshots.install(new NodeId(leader.toString()), firstIndexInLog.getIndex()));
    }

    /** Called right after the configuration entry that opens this leader's term was applied, on the same thread. */
    @Override
    public void notifyLeaderReady() {
        long term = configurationTerm;
        lease.becameLeader(term);
        lease.leaderReady(term, state.lastWasRelease());
        leadership.leading(term);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        lease.lostLeadership();
        leadership.following();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        if (!member.getPeerId().equals(leader)) {
            lease.lostLeadership();
            leadership.leaderKnown();
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
        onFault.accept(cause);
    }

    /**
     * Ratis closes the machine when it stops, when apply threw, and when it failed by itself: the host tells them
     * apart.
     */
    @Override
    public void close() {
        state.close();
        onFault.accept(new Fault("Raft closed the replica; the log says why"));
    }
}
