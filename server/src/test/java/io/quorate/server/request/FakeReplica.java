package io.quorate.server.request;

import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.LogEntry;
import io.quorate.server.command.Outcome;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.statemachine.BatchResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A replica whose log does only what the test says. */
final class FakeReplica implements ReplicaGroup {
    record Proposed(LogEntry entry, ProposalListener listener, long atNanos) {}

    final List<Proposed> proposed = new ArrayList<>();
    final NodeId self = new NodeId("n1");

    @Nullable
    NodeId leader = self;

    long index = 10;
    long committed = 10;
    long term = 1;
    final List<String> announced = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final LeaderLease lease;
    private final NodeClock clock;

    FakeReplica(LeaderLease lease, NodeClock clock) {
        this.lease = lease;
        this.clock = clock;
    }

    @Override
    public void announceCommitted(NodeId to, long upTo) {
        announced.add(to + " " + upTo);
    }

    @Override
    public void propose(byte[] entry, ProposalListener listener) {
        proposed.add(new Proposed(CommandCodec.decodeEntry(entry), listener, clock.monotonicNanos()));
    }

    /** Commits and applies the oldest entry that is in flight; every request answers with the new revision. */
    void applyNext() {
        Proposed next = proposed.remove(0);
        index++;
        committed = index;
        List<BatchResult> results = new ArrayList<>();
        next.entry().batches().forEach(batch -> {
            List<Outcome> outcomes = batch.requests().stream()
                    .<Outcome>map(request -> new Outcome.PutDone(index, null))
                    .toList();
            results.add(
                    new BatchResult(outcomes, batch.stamp() == null ? null : CommandCodec.encodeOutcomes(outcomes)));
        });
        lease.committed(1, next.atNanos());
        next.listener().applied(new LogPosition(1, index), results);
        runDue();
    }

    /** Applies an entry that another node proposed. */
    void applyElsewhere() {
        index++;
        committed = index;
        runDue();
    }

    private void runDue() {
        List<Runnable> due = new ArrayList<>(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public @Nullable NodeId leader() {
        return leader;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public long committedIndex() {
        return committed;
    }

    @Override
    public long appliedIndex() {
        return index;
    }

    @Override
    public LogPosition applied() {
        return new LogPosition(1, index);
    }

    @Override
    public void whenApplied(long wanted, Runnable action) {
        if (index >= wanted) {
            action.run();
        } else {
            waiting.add(() -> whenApplied(wanted, action));
        }
    }

    @Override
    public GroupStatus status() {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public CompletableFuture<Boolean> transferLeadership(NodeId to, Duration timeout) {
        leader = to;
        return CompletableFuture.completedFuture(true);
    }
}
