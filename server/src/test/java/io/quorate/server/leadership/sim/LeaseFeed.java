package io.quorate.server.leadership.sim;

import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.leadership.LeaderLease.Settings;

/** Feeds one process's lease as the adapter to consensus does, or, as a mutant, a little differently. */
final class LeaseFeed {
    private final Simulation simulation;
    private final SimNode node;
    private final Replica replica;
    private final LeaderLease lease;
    private boolean ledBefore;
    private boolean receivedSinceBoot;
    private boolean handsOver;

    LeaseFeed(Simulation simulation, SimNode node, Replica replica) {
        this.simulation = simulation;
        this.node = node;
        this.replica = replica;
        double bound = simulation.driftBound();
        double used = switch (simulation.mutant()) {
            case NO_DRIFT_FACTOR -> 0;
            case APPROXIMATE_DRIFT_FACTOR -> bound / (1 + bound); // whose exact factor is 1 + 2 rho
            default -> bound;
        };
        this.lease = new LeaderLease(node.clock(), new Settings(Simulation.LEASE, used, true));
    }

    LeaderLease lease() {
        return lease;
    }

    void received(Entry entry) {
        if (entry.kind() != Entry.Kind.START_UP && entry.boot() != replica.boot()) {
            receivedSinceBoot = true;
            if (!simulation.is(Mutant.RECEIPT_NOT_NOTED)) {
                lease.entryReceived();
            }
        }
    }

    void installed() {
        if (!simulation.is(Mutant.INSTALLATION_NOT_NOTED)) {
            lease.receiptUnknown();
        }
    }

    void elected(long term) {
        if (simulation.chance(0.5)) {
            lease.becameLeader(term);
        }
    }

    void ready(long term, RegisterState state) {
        boolean skips = switch (simulation.mutant()) {
            case NO_WAIT_OUT -> true;
            case RESTARTED_DOES_NOT_WAIT -> node.boots() > 1 && !receivedSinceBoot;
            case REELECTED_DOES_NOT_WAIT -> ledBefore;
            case RELEASE_NOT_LAST -> state.isReleaseNear();
            default -> false;
        };
        ledBefore = true;
        handsOver = false;
        lease.leaderReady(term, skips || state.isReleaseLast());
    }

    /** News of a lost leadership may come late. */
    void deposed(long term) {
        if (simulation.chance(0.5)) {
            lease.lostLeadership();
        } else {
            long delay = simulation.between(0, (simulation.chance(0.3) ? 1500 : 5) * Simulation.MILLI);
            node.later(replica, delay, () -> lease.lostLeadership(term));
        }
    }

    void committed(long term, long proposedAt) {
        boolean late = simulation.is(Mutant.GRANT_FROM_COMMIT);
        lease.committed(term, late ? node.clock().monotonicNanos() : proposedAt);
    }

    boolean beginRelease(long term) {
        return switch (simulation.mutant()) {
            case RELEASE_KEEPS_LEASE -> lease.mayPropose(term);
            case CANCEL_RESTORES_LEASE -> {
                handsOver = lease.mayPropose(term);
                yield handsOver;
            }
            case RELEASE_IN_WAIT_OUT -> lease.beginRelease(term) || lease.leadingTerm() == term;
            default -> lease.beginRelease(term);
        };
    }

    void released(long term) {
        lease.released(term);
    }

    void cancelRelease(long term) {
        handsOver = false;
        lease.cancelRelease(term);
    }

    boolean mayPropose(long term) {
        return !handsOver && lease.mayPropose(term);
    }

    boolean isLeaseValid(long term) {
        return !handsOver && lease.isLeaseValid(term);
    }
}
