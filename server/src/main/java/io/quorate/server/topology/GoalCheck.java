package io.quorate.server.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds what is stated against what was found. {@code survive} asks of every single loss up to its extent that writes
 * go on by themselves; {@code rpo} and {@code rto} ask of the faults of the same extent, or of nodes when nothing is to
 * be survived; {@code write_p99} asks of the network when nothing is broken, and is a lower bound only.
 */
final class GoalCheck {
    private final Group.Goals goals;
    private final Outlook healthy;
    private final List<Single> singles;
    private final List<GoalVerdict> verdicts = new ArrayList<>();

    private GoalCheck(Group.Goals goals, Outlook healthy, List<Single> singles) {
        this.goals = goals;
        this.healthy = healthy;
        this.singles = singles;
    }

    static List<GoalVerdict> of(Group group, Outlook healthy, List<Single> singles) {
        GoalCheck check = new GoalCheck(group.goals(), healthy, singles);
        check.survive();
        check.rpo();
        check.rto();
        check.writeP99();
        return List.copyOf(check.verdicts);
    }

    /** Where writes go on, a majority has survived, so nothing is lost: the goal for loss needs no second look here. */
    private void survive() {
        Extent survive = goals.survive();
        if (survive == null) {
            return;
        }
        check(
                "survive",
                survive.word(),
                fault -> fault.kind().isLoss(),
                outlook -> outlook.whyNoLeader().map(why -> "writes stop, " + why),
                "writes go on after the loss of any " + survive.word());
    }

    private void rpo() {
        Duration rpo = goals.rpo();
        if (rpo == null) {
            return;
        }
        check(
                "rpo",
                Spans.text(rpo),
                fault -> true,
                outlook -> outlook.loss().isWithin(rpo)
                        ? Optional.empty()
                        : Optional.of("loses " + outlook.loss().text()),
                "no single fault of a " + goals.scope().word() + " loses more");
    }

    private void rto() {
        Duration rto = goals.rto();
        if (rto == null) {
            return;
        }
        check(
                "rto",
                Spans.text(rto),
                fault -> true,
                outlook -> outlook.recovery().isWithin(rto)
                        ? Optional.empty()
                        : Optional.of("writes come back "
                                + (outlook.writes() ? "after " : "")
                                + outlook.recovery().text()),
                "no single fault of a " + goals.scope().word() + " is estimated to stop writes for longer");
    }

    /** The leader's own city is asked about: a city further away pays its way to the leader, by any placement. */
    private void writeP99() {
        Duration goal = goals.writeP99();
        Cost commit = healthy.commit();
        if (goal == null || commit == null) {
            return;
        }
        boolean met = commit.time().compareTo(goal) <= 0;
        String why = "a write at the leader takes " + Spans.text(commit.time()) + " on the network alone";
        verdicts.add(new GoalVerdict("write_p99", Spans.text(goal), met, why, null));
    }

    private void check(
            String name,
            String stated,
            Predicate<FaultCase> about,
            Function<Outlook, Optional<String>> objection,
            String whyMet) {
        for (Single single : singles) {
            Optional<FaultCase> fault = single.same().stream()
                    .filter(each -> goals.scope().covers(each.extent()))
                    .filter(about)
                    .findFirst();
            Optional<String> against = fault.isEmpty() ? Optional.empty() : objection.apply(single.outlook());
            if (fault.isPresent() && against.isPresent()) {
                verdicts.add(GoalVerdict.broken(name, stated, fault.get(), against.get()));
                return;
            }
        }
        verdicts.add(GoalVerdict.met(name, stated, whyMet));
    }
}
