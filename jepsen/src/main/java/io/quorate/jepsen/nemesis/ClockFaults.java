package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** Clocks that are wrong. */
final class ClockFaults {
    /** What the product promises to stand: a rate wrong by one in a hundred; half of that here, against real time. */
    private static final double MOST_DRIFT = 0.005;

    private ClockFaults() {}

    private static Clocks clocks(FaultContext context) throws FaultFailed {
        return context.cluster().clocks().orElseThrow(() -> new FaultFailed("this cluster's clocks cannot be set"));
    }

    /** The wall clock jumps, by little or much, there and back. */
    static final class Step implements Fault {
        private final FaultSpec spec;
        private final Duration offset;
        private Set<Integer> nodes = Set.of();

        Step(FaultSpec spec) {
            this.spec = spec;
            this.offset = offset(new SplittableRandom(spec.seed()));
        }

        /** Orders of magnitude alike: 10 ms to about a month, and now and then ten years. */
        private static Duration offset(SplittableRandom random) {
            long millis = random.nextInt(10) == 0
                    ? Duration.ofDays(3650).toMillis()
                    : (long) Math.pow(10, 1 + random.nextDouble() * 8.4);
            return Duration.ofMillis(random.nextBoolean() ? millis : -millis);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "by %+.3f s", offset.toMillis() / 1000.0);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            nodes = context.choose(spec.target(), spec.random());
            // The process must run to show its clock; a node that is held by others may not.
            return Claim.of(nodes).with("clock", nodes).holding(nodes);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            for (int node : nodes) {
                clocks(context).step(node, offset);
            }
            return "set the wall clock of " + context.names(nodes) + " off " + text();
        }

        @Override
        public void heal(FaultContext context) throws FaultFailed {
            for (int node : nodes) {
                clocks(context).step(node, Duration.ZERO);
            }
        }
    }

    /** All clocks of the process run fast or slow, within what the product promises to stand. */
    static final class Rate extends NodeFault {
        private final double rate;
        private boolean right;

        Rate(FaultSpec spec) {
            super(spec);
            double drift = MOST_DRIFT * (0.2 + 0.8 * new SplittableRandom(spec.seed()).nextDouble());
            this.rate = new SplittableRandom(spec.seed() + 1).nextBoolean() ? 1 + drift : 1 - drift;
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "at rate %.4f", rate);
        }

        /** Restarts the node with the rate; it is back before the fault counts as installed. */
        @Override
        public String install(FaultContext context) throws FaultFailed, InterruptedException {
            String stopped = restart(context, rate);
            int node = node();
            long started = context.processes().started(node);
            if (!context.await(Duration.ofSeconds(20), () -> context.isBack(node, started))) {
                throw new FaultFailed(context.name(node) + " did not come back " + text());
            }
            return stopped + ", its clocks run " + text();
        }

        private String restart(FaultContext context, double to) throws FaultFailed {
            int node = node();
            String stopped = ProcessFaults.stop(context, node);
            clocks(context).rate(node, to);
            context.processes().start(node);
            return stopped;
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            if (!right) {
                right = true;
                restart(context, 1.0);
            }
        }
    }
}
