package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Clocks that are wrong. */
final class ClockFaults {
    /** The product promises to stand a rate that is wrong by one in a hundred. */
    private static final double MOST_DRIFT = 0.009;

    /** Less than this could not be told from none, in a few seconds. */
    private static final double LEAST_DRIFT = 0.004;

    private static final int LOOKS = 8;
    private static final Duration MEASURED_WITHIN = Duration.ofSeconds(15);
    private static final double RESOLUTION = 1e6;

    private ClockFaults() {}

    static Clocks clocks(FaultContext context) throws FaultFailed {
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

        /** Orders of magnitude alike: 200 ms to about a month, and now and then ten years. */
        private static Duration offset(SplittableRandom random) {
            long millis = random.nextInt(10) == 0
                    ? Duration.ofDays(3650).toMillis()
                    : (long) Math.pow(10, 2.3 + random.nextDouble() * 7.1);
            return Duration.ofMillis(random.nextBoolean() ? millis : -millis);
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "by %+.3f s", offset.toMillis() / 1000.0);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            nodes = context.choose(spec.target(), spec.random(), context.ledger()::isFree);
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

    /** What a clock showed at a moment between two of ours. */
    private record Shown(long uptime, long before, long after) {}

    /** All clocks of the process run fast or slow, within what the product promises to stand. */
    static final class Rate extends NodeFault {
        private final double rate;
        private @Nullable Shown first;
        private @Nullable FaultFailed trouble;
        private long healingSince;
        private String seen = "";

        Rate(FaultSpec spec) {
            super(spec);
            SplittableRandom random = new SplittableRandom(spec.seed());
            double drift = LEAST_DRIFT + (MOST_DRIFT - LEAST_DRIFT) * random.nextDouble();
            this.rate = random.nextBoolean() ? 1 + drift : 1 - drift;
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
            if (!context.await(Duration.ofSeconds(40), () -> context.isBack(node, started))) {
                throw new FaultFailed(context.name(node) + " did not come back " + text());
            }
            first = shown(context);
            return stopped + ", its clocks run " + text();
        }

        /** The best of a few looks. */
        private Shown shown(FaultContext context) throws FaultFailed {
            @Nullable Shown best = null;
            for (int look = 0; look < LOOKS; look++) {
                long before = context.nanos();
                long uptime = clocks(context).uptime(node()).toNanos();
                Shown now = new Shown(uptime, before, context.nanos());
                if (best == null || now.after() - now.before() < best.after() - best.before()) {
                    best = now;
                }
            }
            return java.util.Objects.requireNonNull(best);
        }

        /**
         * Whether its clock has gone ahead or behind so far that it cannot have been right. On a busy machine a look
         * takes long, and so does this.
         */
        private boolean isSeen(FaultContext context, Shown from) throws FaultFailed {
            Shown to = shown(context);
            double elapsed = to.uptime() - from.uptime();
            double least = (elapsed - RESOLUTION) / (to.after() - from.before());
            double most = (elapsed + RESOLUTION) / (to.before() - from.after());
            seen = String.format(Locale.ROOT, "measured %.4f to %.4f", least, most);
            if (rate < least || rate > most) {
                throw new FaultFailed("its clocks were to run " + text() + ", and it was " + seen);
            }
            return rate > 1 ? least > 1 : most < 1;
        }

        @Override
        public String epilogue() {
            return seen;
        }

        private String restart(FaultContext context, double to) throws FaultFailed {
            int node = node();
            String stopped = ProcessFaults.stop(context, node);
            clocks(context).rate(node, to);
            context.processes().start(node);
            return stopped;
        }

        /** First what its clock has shown. */
        @Override
        public void heal(FaultContext context) throws FaultFailed, InterruptedException {
            if (first == null) {
                setRight(context);
            } else {
                healingSince = context.nanos();
            }
        }

        @Override
        public boolean healed(FaultContext context) throws FaultFailed, InterruptedException {
            Shown from = first;
            if (from != null) {
                judge(context, from);
                return false;
            }
            if (!super.healed(context)) {
                return false;
            }
            if (trouble != null) {
                throw trouble;
            }
            return true;
        }

        private void judge(FaultContext context, Shown from) throws FaultFailed, InterruptedException {
            try {
                boolean late = context.nanos() - healingSince > MEASURED_WITHIN.toNanos();
                if (!isSeen(context, from)) {
                    if (!late) {
                        return;
                    }
                    trouble = new FaultFailed("whether its clocks ran " + text() + " could not be told: " + seen);
                }
            } catch (FaultFailed e) {
                trouble = e;
            }
            first = null;
            setRight(context);
        }

        private void setRight(FaultContext context) throws FaultFailed, InterruptedException {
            restart(context, 1.0);
            super.heal(context);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(90);
        }
    }
}
