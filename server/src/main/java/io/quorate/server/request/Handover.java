package io.quorate.server.request;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.ReplicaGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One planned handover of leadership (docs/design/leases.md, release). Used once. */
final class Handover {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long DRAIN_POLL_MILLIS = 1;

    private final ReplicaGroup replica;
    private final LeaderLease lease;
    private final Proposals proposals;
    private final ScheduledExecutorService timer;
    private final NodeClock clock;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();

    Handover(
            ReplicaGroup replica,
            LeaderLease lease,
            Proposals proposals,
            ScheduledExecutorService timer,
            NodeClock clock) {
        this.replica = replica;
        this.lease = lease;
        this.proposals = proposals;
        this.timer = timer;
        this.clock = clock;
    }

    CompletableFuture<Boolean> start(NodeId to, Duration timeout) {
        long term = lease.servingTerm();
        if (term == LeaderLease.NO_TERM || to.equals(replica.self()) || !lease.beginRelease(term)) {
            return CompletableFuture.completedFuture(false);
        }
        LOG.atInfo().addKeyValue("term", term).addKeyValue("to", to).log("handover begins");
        drain(to, term, clock.monotonicNanos() + timeout.toNanos());
        return result;
    }

    /** Admission is closed by the lease; what was proposed before must end before the release is proposed. */
    private void drain(NodeId to, long term, long deadlineNanos) {
        if (proposals.nothingInFlight()) {
            release(to, term, deadlineNanos);
        } else if (deadlineNanos - clock.monotonicNanos() <= 0) {
            fail(term, "what was in flight did not end in time");
        } else {
            timer.schedule(() -> drain(to, term, deadlineNanos), DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void release(NodeId to, long term, long deadlineNanos) {
        proposals.proposeRelease().whenComplete((position, failure) -> {
            if (failure != null) {
                fail(term, "the release was not committed");
                return;
            }
            lease.released(term);
            Duration left = Duration.ofNanos(Math.max(1_000_000, deadlineNanos - clock.monotonicNanos()));
            replica.transferLeadership(to, left).whenComplete((done, error) -> {
                if (error == null && done) {
                    LOG.atInfo().addKeyValue("term", term).addKeyValue("to", to).log("handover done");
                    result.complete(true);
                    proposals.pump();
                } else {
                    fail(term, "the other node did not take over");
                }
            });
        });
    }

    private void fail(long term, String why) {
        LOG.atWarn().addKeyValue("term", term).addKeyValue("why", why).log("handover failed, going on as leader");
        lease.cancelRelease(term);
        result.complete(false);
        proposals.pump();
    }
}
