package io.quorate.server.replication;

import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.statemachine.BatchResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** This replica of one group: its log, its place in it, and who leads. Nothing here blocks but where it is said. */
public interface ReplicaGroup {
    /** What becomes of one proposed entry. Exactly one method is called, once, on the apply thread or the caller's. */
    interface ProposalListener {
        /** Committed in this term by this leader, and applied here. */
        void applied(LogPosition position, List<BatchResult> results);

        /** Never entered the log. */
        void refused(Refusal refusal);

        /** May or may not be, or become, committed. */
        void indeterminate();
    }

    /** Why an entry never entered the log. */
    enum Refusal {
        NOT_LEADER,
        OVERLOADED,
        STOPPED
    }

    /**
     * Appends an entry if this replica leads. May hold the caller for as long as it takes to enter the log's queue,
     * which is short as long as few entries are in flight.
     */
    void propose(byte[] entry, ProposalListener listener);

    NodeId self();

    /** Who leads as far as this replica knows; null when nobody is known to. */
    @Nullable
    NodeId leader();

    /** Raft's current term here. */
    long term();

    /** Newest entry known to be committed; a cheap read. */
    long committedIndex();

    /**
     * Lets another replica know soon that this entry is committed, if this one leads. Else it hears so with the next
     * entry or heartbeat, and a read there waits for that.
     */
    void announceCommitted(NodeId to, long index);

    /** Index of the newest entry applied here; a cheap read. */
    long appliedIndex();

    /** Newest entry applied here. */
    LogPosition applied();

    /**
     * Runs the action once the entry at this index has been applied here: at once if it has, else on the apply thread.
     */
    void whenApplied(long index, Runnable action);

    GroupStatus status();

    /**
     * Asks Raft to hand leadership to another replica. The caller has released the leader lease first.
     *
     * @return true when the other took over within the timeout
     */
    CompletableFuture<Boolean> transferLeadership(NodeId to, Duration timeout);
}
