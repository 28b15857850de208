package io.quorate.server.request;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Makes this replica's state fresh enough for linearizable reads, in rounds: all reads that wait when a round begins
 * share its one question (a barrier here, or a read index from the leader elsewhere); those that come later wait for
 * the next.
 */
final class FreshReads {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    private final Forwarder.Wiring wiring;
    private final Proposals proposals;
    private final Proposals.Crew crew;
    private final Duration retryDelay;
    private final Freshness freshness;
    private final Metrics.Counter rounds;
    private final Metrics.Summary sharing;

    /** Guarded by this. */
    private List<Waiter> waiting = new ArrayList<>();

    /** The round that was asked last; its reads expire too. Guarded by this. */
    private List<Waiter> asked = List.of();

    /** Guarded by this: a round is under way. */
    private boolean asking;

    private static final class Waiter extends CompletableFuture<Vouch> {
        final long deadlineNanos;

        Waiter(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }
    }

    FreshReads(
            Forwarder.Wiring wiring,
            Proposals proposals,
            Proposals.Crew crew,
            Freshness freshness,
            Duration retryDelay,
            Metrics metrics) {
        this.wiring = wiring;
        this.proposals = proposals;
        this.crew = crew;
        this.retryDelay = retryDelay;
        this.freshness = freshness;
        this.rounds = metrics.counter("quorate_read_rounds", "Questions asked to make reads linearizable");
        this.sharing = metrics.summary("quorate_read_round_reads", "Reads that shared one such question");
    }

    /**
     * Completes on the delivery thread when local state holds everything acknowledged before this call, with the leader
     * that said so.
     */
    CompletableFuture<Vouch> await(long deadlineNanos) {
        Waiter waiter = new Waiter(deadlineNanos);
        synchronized (this) {
            waiting.add(waiter);
            if (asking) {
                return waiter;
            }
            asking = true;
        }
        nextRound();
        return waiter;
    }

    /** An index at which another node may read, settled by this node as leader; never asks a third. */
    CompletableFuture<ReadIndexResult> asLeader() {
        LeaderLease lease = wiring.lease();
        ReplicaGroup replica = wiring.replica();
        long term = lease.servingTerm();
        if (term == LeaderLease.NO_TERM) {
            return CompletableFuture.completedFuture(
                    new ReadIndexResult(proposals.whyNotServing(), replica.leader(), LogPosition.NONE, false));
        }
        LogPosition committed = new LogPosition(term, replica.committedIndex());
        if (lease.isLeaseValid(term)) {
            renewLease();
            return CompletableFuture.completedFuture(new ReadIndexResult(PeerStatus.OK, null, committed, true));
        }
        return proposals
                .barrier()
                .handle((position, error) -> error == null
                        ? new ReadIndexResult(PeerStatus.OK, null, position, false)
                        : new ReadIndexResult(PeerStatus.NOT_LEADER, replica.leader(), LogPosition.NONE, false));
    }

    /** Keeps a lease that reads live on from running out; one entry now and then. */
    void renewLease() {
        if (wiring.lease().shouldRenew()) {
            proposals.barrier();
        }
    }

    private void nextRound() {
        List<Waiter> round;
        synchronized (this) {
            if (waiting.isEmpty()) {
                asking = false;
                return;
            }
            round = waiting;
            waiting = new ArrayList<>();
        }
        rounds.add(1);
        sharing.record(round.size());
        ask(round);
    }

    private void ask(List<Waiter> round) {
        synchronized (this) {
            asked = round;
        }
        Moment begun = freshness.now();
        if (wiring.lease().leadingTerm() != LeaderLease.NO_TERM) {
            asLeader()
                    .whenComplete((result, error) -> answered(
                            round,
                            begun,
                            error == null && result.lease() ? ReadPath.LEASE : ReadPath.BARRIER,
                            error == null ? result : lost()));
            return;
        }
        NodeId leader = wiring.replica().leader();
        if (leader == null || leader.equals(wiring.replica().self())) {
            askAgain(round);
            return;
        }
        wiring.peers()
                .readIndex(leader, wiring.group(), CALL_TIMEOUT)
                .whenComplete((result, error) ->
                        answered(round, begun, ReadPath.READ_INDEX, error == null ? result : lost()));
    }

    private static ReadIndexResult lost() {
        return ReadIndexResult.of(PeerStatus.INDETERMINATE);
    }

    private void answered(List<Waiter> round, Moment begun, ReadPath path, ReadIndexResult result) {
        if (result.status() != PeerStatus.OK) {
            askAgain(round);
            return;
        }
        wiring.replica().whenApplied(result.position().index(), () -> {
            freshness.confirmed(begun);
            Vouch vouch =
                    new Vouch(path, result.position().term(), wiring.replica().applied(), begun);
            crew.delivery().execute(() -> {
                nextRound();
                round.forEach(waiter -> waiter.complete(vouch));
            });
        });
    }

    /** Asking is safe any number of times; waiters leave the round when their deadline has passed. */
    private void askAgain(List<Waiter> round) {
        crew.timer().schedule(() -> retry(round), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void retry(List<Waiter> round) {
        List<Waiter> left = new ArrayList<>(round);
        synchronized (this) {
            left.addAll(waiting);
            waiting = new ArrayList<>();
        }
        long now = crew.clock().monotonicNanos();
        left.removeIf(waiter -> waiter.deadlineNanos - now <= 0 && waiter.completeExceptionally(timedOut()));
        if (left.isEmpty()) {
            nextRound();
        } else {
            ask(left);
        }
    }

    private RequestFailure timedOut() {
        return new RequestFailure(wiring.replica().leader() == null ? Kind.NO_LEADER : Kind.TIMED_OUT);
    }

    /** Ends reads that have waited too long, whatever their round does. */
    void expire(long nowNanos) {
        List<Waiter> late = new ArrayList<>();
        synchronized (this) {
            waiting.removeIf(waiter -> waiter.deadlineNanos - nowNanos <= 0 && late.add(waiter));
            asked.stream()
                    .filter(waiter -> waiter.deadlineNanos - nowNanos <= 0 && !waiter.isDone())
                    .forEach(late::add);
        }
        late.forEach(waiter -> waiter.completeExceptionally(timedOut()));
    }
}
