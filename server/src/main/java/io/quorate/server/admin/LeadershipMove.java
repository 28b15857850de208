package io.quorate.server.admin;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.request.RequestFailure;
import io.quorate.server.request.RequestFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One move of leadership, to one voter. While a handover is under way nobody serves, so none begins before it is likely
 * to succeed: the other node has answered lately and lacks little. Used once.
 */
final class LeadershipMove {
    /** A handover is one commit, one message and one vote: who needs longer for it is not fit to lead. */
    private static final Duration LONGEST_HANDOVER = Duration.ofSeconds(3);

    private static final long LOOK_AGAIN_MILLIS = 10;

    private final Supplier<GroupStatus> status;
    private final KeyspaceOperator.Handovers handovers;
    private final Duration silence;
    private final ScheduledExecutorService timer;
    private final NodeClock clock;
    private final CompletableFuture<Void> result = new CompletableFuture<>();

    /**
     * Prepares.
     *
     * @param silence a voter that has not answered for longer is not likely to take over
     */
    LeadershipMove(
            Supplier<GroupStatus> status,
            KeyspaceOperator.Handovers handovers,
            Duration silence,
            ScheduledExecutorService timer,
            NodeClock clock) {
        this.status = status;
        this.handovers = handovers;
        this.silence = silence;
        this.timer = timer;
        this.clock = clock;
    }

    CompletableFuture<Void> start(NodeId to, long deadlineNanos) {
        GroupStatus now = status.get();
        if (!now.leads()) {
            fail(Kind.NOT_LEADER);
        } else {
            look(to, deadlineNanos);
        }
        return result;
    }

    private void look(NodeId to, long deadlineNanos) {
        GroupStatus now = status.get();
        if (to.equals(now.leader())) {
            result.complete(null);
        } else if (!now.leads()) {
            fail(Kind.LEADER_CHANGED);
        } else if (deadlineNanos - clock.monotonicNanos() <= 0) {
            fail(Kind.HANDOVER_FAILED);
        } else if (!now.leadsAndServes() || !isNear(now, to)) {
            timer.schedule(() -> look(to, deadlineNanos), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            handOver(to, deadlineNanos);
        }
    }

    private boolean isNear(GroupStatus now, NodeId to) {
        return now.peers().stream()
                .filter(peer -> peer.node().equals(to))
                .anyMatch(peer -> now.couldLead(peer, silence.toMillis()));
    }

    private void handOver(NodeId to, long deadlineNanos) {
        Duration left = Duration.ofNanos(deadlineNanos - clock.monotonicNanos());
        Duration timeout = left.compareTo(LONGEST_HANDOVER) < 0 ? left : LONGEST_HANDOVER;
        handovers.handOver(to, timeout).whenComplete((done, failure) -> {
            NodeId leader = status.get().leader();
            if (to.equals(leader)) {
                result.complete(null);
            } else if (leader != null && !leader.equals(status.get().self())) {
                fail(Kind.LEADER_CHANGED);
            } else {
                fail(Kind.HANDOVER_FAILED);
            }
        });
    }

    private void fail(Kind kind) {
        result.completeExceptionally(new RequestFailure(kind));
    }
}
