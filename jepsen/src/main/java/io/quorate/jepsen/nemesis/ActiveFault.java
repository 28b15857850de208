package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.util.Set;
import java.util.TreeSet;

/** A fault from its install to its end. */
final class ActiveFault {
    private static final int HEAL_TRIES = 3;
    private static final long HEAL_AGAIN_NANOS = 500_000_000L;

    private final PlannedFault planned;
    private final Fault fault;
    private final Claim claim;
    private final FaultContext context;
    private final Set<String> roles;
    private final long installedNanos;
    private String done = "";
    private String trouble = "";
    private long healFrom;
    private long nextPulse;
    private int healTries;
    private boolean healing;

    ActiveFault(PlannedFault planned, Fault fault, Claim claim, FaultContext context) {
        this.planned = planned;
        this.fault = fault;
        this.claim = claim;
        this.context = context;
        this.installedNanos = context.nanos();
        Set<String> hit = new TreeSet<>();
        claim.hit().forEach(node -> hit.add(context.leaders().role(node, context.size())));
        this.roles = hit;
    }

    /** What it is and whom it hits, for who waits for it. */
    String title() {
        return planned.kind().name() + " on " + context.names(claim.hit());
    }

    /** Installs it; one that fails is healed at once. */
    void install() throws FaultSkipped, InterruptedException {
        long now;
        try {
            done = fault.install(context);
            now = context.nanos();
            healFrom = now + planned.spec().duration().toNanos();
        } catch (FaultFailed e) {
            failed("not installed", e);
            now = context.nanos();
            healFrom = now;
        }
        nextPulse = now + fault.pulseEvery().toNanos();
    }

    /** Does what is due; true when it is over. */
    boolean step() throws InterruptedException {
        long now = context.nanos();
        if (healing) {
            return isHealed(now);
        }
        if (now - healFrom >= 0) {
            return heal();
        }
        if (!fault.pulseEvery().isZero() && now - nextPulse >= 0) {
            pulse();
        }
        return false;
    }

    /** Its time is over, whatever was planned. */
    void cutShort() {
        if (!healing) {
            healFrom = context.nanos();
        }
    }

    private void pulse() throws InterruptedException {
        try {
            fault.pulse(context);
            nextPulse = context.nanos() + fault.pulseEvery().toNanos();
        } catch (FaultFailed e) {
            failed("did not go on", e);
            healFrom = context.nanos();
        }
    }

    private boolean heal() throws InterruptedException {
        healTries++;
        try {
            fault.heal(context);
            healing = true;
            healFrom = context.nanos();
            return isHealed(healFrom);
        } catch (FaultFailed e) {
            failed("not healed", e);
            healFrom = context.nanos() + HEAL_AGAIN_NANOS;
            return healTries >= HEAL_TRIES;
        }
    }

    private boolean isHealed(long now) throws InterruptedException {
        try {
            if (fault.healed(context)) {
                return true;
            }
        } catch (FaultFailed e) {
            failed("not healed", e);
            return true;
        }
        if (now - healFrom < fault.patience().toNanos()) {
            return false;
        }
        failed("its end was not seen within " + fault.patience().toSeconds() + " s");
        return true;
    }

    private void failed(String what, FaultFailed why) {
        failed(what + ": " + why.getMessage());
    }

    void failed(String what) {
        trouble += (trouble.isEmpty() ? "" : "; ") + what;
    }

    boolean isSound() {
        return trouble.isEmpty();
    }

    Claim claim() {
        return claim;
    }

    FaultKind kind() {
        return planned.kind();
    }

    boolean explains(int node, int code) {
        return claim.holds(node) && fault.exitCodes().contains(code);
    }

    /** As it stands; final when it is over. */
    FaultRecord record(long healedNanos) {
        StringBuilder detail = new StringBuilder(done);
        for (String more : new String[] {fault.epilogue(), trouble}) {
            detail.append(detail.isEmpty() || more.isEmpty() ? "" : "; ").append(more);
        }
        return new FaultRecord(
                planned.kind().name(),
                roles,
                claim.hitInOrder(),
                isSound() ? FaultStatus.INSTALLED : FaultStatus.INDETERMINATE,
                detail.toString(),
                installedNanos,
                healedNanos,
                context.keyspace().index());
    }
}
