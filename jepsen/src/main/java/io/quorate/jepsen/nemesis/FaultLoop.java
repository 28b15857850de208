package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Does a plan, turn by turn, on the nemesis' thread: ends what is to end, begins what is due and can be. What cannot
 * begin yet waits; others pass it only if they take nothing that it waits for.
 */
final class FaultLoop {
    /** So many wait at most; the plan's clock stands meanwhile. */
    private static final int MOST_WAITING = 3;

    private static final long WAIT_NANOS = Duration.ofSeconds(60).toNanos();
    /** For so long a fault that breaks the majority waits for the cluster to have got over the one before. */
    private static final long LEADER_WAIT_NANOS = Duration.ofSeconds(15).toNanos();

    private record Waiting(PlannedFault planned, Fault fault, FaultContext context, long since) {}

    private final FaultContext context;
    private final NemesisListener listener;
    private final Deque<PlannedFault> plan;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<ActiveFault> active = new ArrayList<>();
    private final List<FaultRecord> records = new ArrayList<>();
    private final ExitWatch exits;
    private final AwayWatch away;
    private long planNanos;
    private long lastTurn;

    FaultLoop(FaultContext context, SwarmPlan plan, NemesisListener listener) {
        this.context = context;
        this.listener = listener;
        this.plan = new ArrayDeque<>(plan.faults());
        this.exits = new ExitWatch(context, listener);
        this.away = new AwayWatch(context);
        this.lastTurn = context.nanos();
    }

    /** Whether the plan is done and everything it did is over. */
    boolean isDone() {
        return plan.isEmpty() && waiting.isEmpty() && active.isEmpty();
    }

    /** @throws GaveUp when a node stays away */
    void turn() throws InterruptedException, FaultFailed, GaveUp {
        long now = context.nanos();
        if (waiting.size() < MOST_WAITING) {
            planNanos += now - lastTurn;
        }
        lastTurn = now;
        exits.look(active);
        away.look(active);
        stepActive();
        while (!plan.isEmpty()
                && waiting.size() < MOST_WAITING
                && plan.peek().at().toNanos() <= planNanos) {
            PlannedFault due = plan.remove();
            List<KeyspacePorts> keyspaces = context.ports().keyspaces();
            FaultContext meant = context.in(keyspaces.get(due.spec().keyspace(keyspaces.size())));
            waiting.add(new Waiting(due, due.kind().make(due.spec()), meant, now));
        }
        begin();
    }

    /** A turn in which nothing begins: for the end, when it is not asked any more whether a node stays away. */
    void finish() throws InterruptedException, FaultFailed {
        exits.look(active);
        stepActive();
    }

    /** Nothing begins any more; what is under way is to end now. */
    void endAll() {
        plan.clear();
        waiting.clear();
        active.forEach(ActiveFault::cutShort);
    }

    List<ActiveFault> active() {
        return active;
    }

    List<FaultRecord> records() {
        return records.stream()
                .sorted(Comparator.comparingLong(FaultRecord::installedNanos))
                .toList();
    }

    List<UnexpectedExit> unexpectedExits() {
        return exits.unexpected();
    }

    private void stepActive() throws InterruptedException {
        for (ActiveFault fault : List.copyOf(active)) {
            context.diary().begin(fault.title(), context.nanos());
            boolean isOver = fault.step();
            context.diary().done();
            if (isOver) {
                over(fault);
            }
        }
    }

    private void over(ActiveFault fault) {
        active.remove(fault);
        context.ledger().free(fault);
        exits.over(fault);
        tell(fault.record(context.nanos()));
    }

    private void tell(FaultRecord done) {
        records.add(done);
        listener.ended(done);
    }

    private void begin() throws InterruptedException {
        List<Claim> blocked = new ArrayList<>();
        for (Waiting each : List.copyOf(waiting)) {
            String refusal;
            Set<Integer> meant = Set.of();
            try {
                context.diary().begin("aiming " + each.planned().kind().name(), context.nanos());
                Claim claim = each.fault().aim(each.context());
                meant = claim.hit();
                Optional<String> no = refusal(each, claim, blocked);
                if (no.isEmpty()) {
                    waiting.remove(each);
                    install(each, claim);
                    continue;
                }
                blocked.add(claim);
                refusal = no.get();
            } catch (FaultSkipped e) {
                refusal = String.valueOf(e.getMessage());
            } finally {
                context.diary().done();
            }
            if (context.nanos() - each.since() >= WAIT_NANOS) {
                waiting.remove(each);
                skipped(each, meant, refusal);
            }
        }
    }

    private Optional<String> refusal(Waiting each, Claim claim, List<Claim> blocked) {
        if (!each.planned().kind().keepsMajority()) {
            if (active.stream().anyMatch(other -> !other.kind().keepsMajority())) {
                return Optional.of("another fault that breaks the majority is not over");
            }
            boolean led = context.ports().keyspaces().stream()
                    .allMatch(keyspace ->
                            keyspace.leaders().leader(context.size()).isPresent());
            if (!led && context.nanos() - each.since() < LEADER_WAIT_NANOS) {
                return Optional.of("nobody leads yet");
            }
        }
        Optional<String> refusal = context.ledger().refusal(claim, blocked);
        return refusal.isPresent() ? refusal : each.fault().notYet(each.context());
    }

    private void install(Waiting each, Claim claim) throws InterruptedException {
        ActiveFault fault = new ActiveFault(each.planned(), each.fault(), claim, each.context());
        context.diary().begin("beginning of " + fault.title(), context.nanos());
        context.ledger().take(fault, claim);
        try {
            fault.install();
        } catch (FaultSkipped e) {
            context.ledger().free(fault);
            skipped(each, claim.hit(), String.valueOf(e.getMessage()));
            return;
        }
        active.add(fault);
        if (fault.isSound()) {
            listener.installed(fault.record(context.nanos()));
        }
    }

    private void skipped(Waiting each, Set<Integer> meant, String reason) {
        Set<String> roles = new TreeSet<>();
        meant.forEach(node -> roles.add(each.context().leaders().role(node, context.size())));
        long now = context.nanos();
        tell(new FaultRecord(
                each.planned().kind().name(),
                roles,
                List.copyOf(new TreeSet<>(meant)),
                FaultStatus.SKIPPED,
                reason,
                now,
                now,
                each.context().keyspace().index()));
    }
}
