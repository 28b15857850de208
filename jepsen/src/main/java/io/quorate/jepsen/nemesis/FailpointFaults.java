package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Failpoints;
import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Processes that end or stand still at one exact step. Which step, the seed says. */
final class FailpointFaults {
    /** Some steps are only taken in an election, or when a segment or a snapshot is full. */
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(5);

    private static final Duration ENDED_WITHIN = Duration.ofSeconds(5);

    private FailpointFaults() {}

    private static Failpoints failpoints(FaultContext context) throws FaultFailed {
        return context.cluster().failpoints().orElseThrow(() -> new FaultFailed("these servers have no failpoints"));
    }

    private abstract static class AtFailpoint extends NodeFault {
        AtFailpoint(FaultSpec spec) {
            super(spec);
        }

        final String drawn(List<String> from) {
            return from.get(spec().random().nextInt(from.size()));
        }

        /** Arms it, and waits until it is taken. */
        final void take(FaultContext context, String name) throws FaultFailed, FaultSkipped, InterruptedException {
            Failpoints failpoints = failpoints(context);
            int node = node();
            failpoints.arm(node, name);
            boolean taken = context.await(TAKEN_WITHIN, () -> !failpoints.isArmed(node, name));
            if (!taken && failpoints.disarm(node, name)) {
                // It runs, and is wanted again.
                context.processes().start(node);
                throw new FaultSkipped(
                        context.name(node) + " did not come to " + name + " within " + TAKEN_WITHIN.toSeconds() + " s");
            }
        }
    }

    /** Ends at a step, and is down for a while. */
    static final class Crash extends AtFailpoint {
        Crash(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
            String name = drawn(failpoints(context).crashes());
            int node = node();
            context.processes().expectEnd(nodes());
            take(context, name);
            if (!context.await(ENDED_WITHIN, () -> !context.cluster().isRunning(node))) {
                throw new FaultFailed(context.name(node) + " took " + name + " and still runs");
            }
            int code = context.cluster().exitCode(node).orElse(-1);
            if (code != Failpoints.EXIT_CODE) {
                throw new FaultFailed(context.name(node) + " took " + name + " and ended with " + code);
            }
            return context.name(node) + " ended at " + name;
        }

        @Override
        public Set<Integer> exitCodes() {
            return Set.of(Failpoints.EXIT_CODE);
        }
    }

    /** Stands still at a step. */
    static final class Stall extends AtFailpoint {
        Stall(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
            String name = drawn(failpoints(context).stalls());
            take(context, name);
            return context.name(node()) + " stands still at " + name;
        }
    }
}
