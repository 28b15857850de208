package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Faults in an order and at moments that chance would hardly find. It begins with every node up and one leader, is done
 * with nothing else under way, and ends with every node back and of one mind.
 */
final class Script implements Fault {
    /** What is done; each step is seen to have its effect before the next. */
    @FunctionalInterface
    interface Steps {
        void run(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException;
    }

    private final FaultSpec spec;
    private final Steps steps;
    private final Set<Integer> exitCodes;
    private Set<Integer> all = Set.of();
    private @Nullable Stage stage;
    private long healingSince;
    /** Where the leader belongs when no script is on; it must stay where the script has it. */
    private String home = "";

    Script(FaultSpec spec, Steps steps, Set<Integer> exitCodes) {
        this.spec = spec;
        this.steps = steps;
        this.exitCodes = exitCodes;
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public Claim aim(FaultContext context) {
        all = context.all();
        return Claim.of(all).holding(all).exclusively();
    }

    @Override
    public Optional<String> notYet(FaultContext context) {
        return context.agree(all) ? Optional.empty() : Optional.of("not all nodes agree on a leader");
    }

    @Override
    public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
        liftHome(context);
        Stage now = new Stage(context, spec.random());
        stage = now;
        try {
            steps.run(now);
        } catch (FaultFailed e) {
            throw new FaultFailed(now.told() + "; then: " + e.getMessage(), e);
        } catch (FaultSkipped e) {
            if (now.told().isEmpty()) {
                throw e;
            }
            throw new FaultFailed(now.told() + "; then: " + e.getMessage(), e);
        }
        return now.told();
    }

    private void liftHome(FaultContext context) throws FaultFailed, FaultSkipped {
        try {
            home = context.ports().operator().home(context.keyspace().name());
            if (!home.isEmpty()) {
                context.ports().operator().changeHome(context.keyspace().name(), "");
            }
        } catch (FaultSkipped e) {
            // A store without keyspaces has no homes.
            home = "";
        }
    }

    private boolean restoresHome(FaultContext context) {
        try {
            if (!home.isEmpty()) {
                context.ports().operator().changeHome(context.keyspace().name(), home);
            }
            return true;
        } catch (FaultFailed | FaultSkipped e) {
            return false;
        }
    }

    @Override
    public void heal(FaultContext context) throws FaultFailed {
        if (stage != null) {
            stage.undo();
        }
        healingSince = context.nanos();
        for (int node : all) {
            context.processes().start(node);
        }
    }

    @Override
    public boolean healed(FaultContext context) throws FaultFailed {
        context.processes().revive(all);
        return all.stream().allMatch(node -> context.isBack(node, healingSince))
                && context.agree(all)
                && restoresHome(context);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Set<Integer> exitCodes() {
        return exitCodes;
    }
}
