package io.quorate.server.request;

import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.replication.LocalState;
import io.quorate.server.replication.ReplicaGroup;
import io.quorate.server.request.RequestFailure.Kind;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one keyspace, at every level. What allows a read is settled before its value is read, and whether it held is
 * asked afterwards; if it did not, everything is done again.
 */
final class Reads {
    private final ReplicaGroup replica;
    private final LocalState state;
    private final LeaderLease lease;
    private final Proposals.Crew crew;
    private final FreshReads fresh;
    private final LocalReads local;
    private final Metrics.Counter leaseReads;

    Reads(
            Forwarder.Wiring wiring,
            LocalState state,
            Proposals.Crew crew,
            FreshReads fresh,
            LocalReads local,
            Metrics metrics) {
        this.replica = wiring.replica();
        this.lease = wiring.lease();
        this.state = state;
        this.crew = crew;
        this.fresh = fresh;
        this.local = local;
        this.leaseReads =
                metrics.counter("quorate_reads_under_lease", "Linearizable reads served under the leader lease");
    }

    CompletableFuture<Proven<MvccReader.ReadOutcome>> read(RangeQuery query, ReadOptions options, long deadlineNanos) {
        return switch (options.level()) {
            case LINEARIZABLE -> readLinearizable(query, deadlineNanos);
            case SERIALIZABLE -> readVouched(query, options, deadlineNanos, local.present());
            case SESSION, BOUNDED -> readLocal(query, options, deadlineNanos);
        };
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> readLinearizable(RangeQuery query, long deadlineNanos) {
        long term = lease.servingTerm();
        if (term == LeaderLease.NO_TERM || !lease.isLeaseValid(term)) {
            return readFresh(query, deadlineNanos);
        }
        // What is committed, not what is applied: another node may have shown an entry that is still to be applied
        // here.
        long committed = replica.committedIndex();
        if (replica.appliedIndex() >= committed) {
            return readUnderLease(query, term, deadlineNanos);
        }
        CompletableFuture<Proven<MvccReader.ReadOutcome>> answer = new CompletableFuture<>();
        replica.whenApplied(
                committed,
                () -> crew.delivery()
                        .execute(() -> readUnderLease(query, term, deadlineNanos)
                                .whenComplete((outcome, failure) -> complete(answer, outcome, failure))));
        return answer;
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> readUnderLease(
            RangeQuery query, long term, long deadlineNanos) {
        ReadProof proof = new ReadProof(ReadPath.LEASE, replica.applied(), 0);
        CompletableFuture<MvccReader.ReadOutcome> answer = readState(query);
        if (!lease.isLeaseValid(term)) {
            return readFresh(query, deadlineNanos);
        }
        leaseReads.add(1);
        fresh.renewLease();
        return answer.thenApply(value -> new Proven<>(value, proof));
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> readFresh(RangeQuery query, long deadlineNanos) {
        return fresh.await(deadlineNanos)
                .thenCompose(vouch -> readVouched(query, ReadOptions.LINEARIZABLE, deadlineNanos, vouch));
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> readLocal(
            RangeQuery query, ReadOptions options, long deadlineNanos) {
        return local.vouch(options, deadlineNanos)
                .thenCompose(vouch -> readVouched(query, options, deadlineNanos, vouch));
    }

    private CompletableFuture<Proven<MvccReader.ReadOutcome>> readVouched(
            RangeQuery query, ReadOptions options, long deadlineNanos, Vouch vouch) {
        CompletableFuture<MvccReader.ReadOutcome> answer = readState(query);
        ReadProof proof = local.prove(vouch, options);
        return proof == null
                ? read(query, options, deadlineNanos)
                : answer.thenApply(value -> new Proven<>(value, proof));
    }

    /** See {@link KeyspaceRequests#readState}. */
    CompletableFuture<MvccReader.ReadOutcome> readState(RangeQuery query) {
        try {
            return CompletableFuture.completedFuture(state.read(query));
        } catch (LocalState.Unavailable e) {
            return CompletableFuture.failedFuture(new RequestFailure(Kind.LEADER_CHANGED));
        }
    }

    private static <T> void complete(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** See {@link KeyspaceRequests#vouch}. */
    CompletableFuture<Vouch> vouch(ReadOptions options, long deadlineNanos) {
        return switch (options.level()) {
            case LINEARIZABLE -> local.linearizable(deadlineNanos);
            case SERIALIZABLE -> CompletableFuture.completedFuture(local.present());
            case SESSION, BOUNDED -> local.vouch(options, deadlineNanos);
        };
    }

    /** See {@link KeyspaceRequests#prove}. */
    @Nullable
    ReadProof prove(Vouch vouch, ReadOptions options) {
        return local.prove(vouch, options);
    }

    /** Now and then: ends reads that have waited too long. */
    void sweep(long nowNanos) {
        fresh.expire(nowNanos);
        local.sweep(nowNanos);
    }
}
