package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.SplittableRandom;

/** Processes that end, stop and start. */
final class ProcessFaults {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private ProcessFaults() {}

    /** SIGKILL, and down for a while. */
    static final class Kill extends NodeFault {
        Kill(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            context.processes().kill(nodes());
            return "killed " + context.names(nodes());
        }
    }

    /** SIGTERM, then started again. */
    static final class Restart extends NodeFault {
        Restart(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            StringBuilder done = new StringBuilder();
            for (int node : nodes()) {
                done.append(stop(context, node));
            }
            return done.toString();
        }
    }

    /** SIGKILL and started at once: before anybody has noticed, and while leases of before still run. */
    static final class FastRestart extends NodeFault {
        FastRestart(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            long begun = context.nanos();
            context.processes().kill(nodes());
            for (int node : nodes()) {
                context.processes().start(node);
            }
            return "killed and started " + context.names(nodes()) + " within " + context.since(begun);
        }
    }

    /** SIGTERM to one node after the other, each when the one before is back. */
    static final class RollingRestart implements Fault {
        private final Deque<Integer> left = new ArrayDeque<>();
        private int current;

        RollingRestart(FaultSpec spec) {}

        @Override
        public String text() {
            return "";
        }

        @Override
        public Claim aim(FaultContext context) {
            Set<Integer> all = context.all();
            left.clear();
            left.addAll(all);
            return Claim.of(all).holding(all).rovingImpairment();
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            return next(context) + ", then the others one by one";
        }

        private String next(FaultContext context) throws FaultFailed {
            current = left.remove();
            String done = stop(context, current);
            context.processes().start(current);
            return done;
        }

        @Override
        public void heal(FaultContext context) {}

        @Override
        public boolean healed(FaultContext context) throws FaultFailed {
            context.processes().revive(Set.of(current));
            if (!context.isBack(current, context.processes().started(current))) {
                return false;
            }
            if (left.isEmpty()) {
                return true;
            }
            next(context);
            return false;
        }

        @Override
        public Duration patience() {
            return Duration.ofMinutes(2);
        }
    }

    /** SIGSTOP for a while. */
    static final class Pause extends NodeFault {
        Pause(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                context.cluster().pause(node);
            }
            return "paused " + context.names(nodes());
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                context.cluster().resume(node);
            }
        }
    }

    /** SIGSTOP and SIGCONT by turns. */
    static final class FlapPause extends NodeFault {
        private final Duration period;
        private boolean paused;
        private int turns;

        FlapPause(FaultSpec spec) {
            super(spec);
            period = Spans.between(new SplittableRandom(spec.seed()), Duration.ofMillis(60), Duration.ofMillis(700));
        }

        @Override
        public String text() {
            return "every " + Spans.millis(period);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            pulse(context);
            return "paused and resumed " + context.names(nodes()) + " by turns, every " + Spans.millis(period);
        }

        @Override
        public Duration pulseEvery() {
            return period;
        }

        @Override
        public void pulse(FaultContext context) throws FaultFailed {
            paused = !paused;
            turns++;
            if (paused) {
                context.cluster().pause(node());
            } else {
                context.cluster().resume(node());
            }
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            context.cluster().resume(node());
        }

        @Override
        public String epilogue() {
            return turns + " turns";
        }
    }

    /** SIGTERM; says what came of it. */
    static String stop(FaultContext context, int node) throws FaultFailed {
        long begun = context.nanos();
        boolean ended = context.processes().terminate(node, STOP_PATIENCE);
        return (ended ? "stopped " : "had to kill, for it did not stop, ")
                + context.name(node) + " in " + context.since(begun)
                + context.cluster()
                        .exitCode(node)
                        .map(code -> ", exit code " + code)
                        .orElse("");
    }
}
