package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.nemesis.Links.Link;
import io.quorate.jepsen.nemesis.Partitions.Cuts;
import io.quorate.jepsen.nemesis.Partitions.Shape;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** Links that are cut or slow. */
final class LinkFaults {
    private static final Cuts NOTHING = new Cuts(Set.of(), Set.of(), Set.of(), "");

    private LinkFaults() {}

    /** Links cut for a while. */
    static final class Partition implements Fault {
        private final FaultSpec spec;
        private final Shape shape;
        private final Network.Cut how;
        private Cuts cuts = NOTHING;
        private boolean cut;

        Partition(FaultSpec spec, Shape shape, Network.Cut how) {
            this.spec = spec;
            this.shape = shape;
            this.how = how;
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            cuts = shape.choose(context, spec.target(), spec.random());
            return Claim.of(cuts.hit()).impairing(cuts.impaired());
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            cut = true;
            context.links().cut(cuts.links(), how);
            return cuts.text() + (how == Network.Cut.RESET ? ", by reset" : "");
        }

        @Override
        public void heal(FaultContext context) throws FaultFailed {
            if (cut) {
                cut = false;
                context.links().heal(cuts.links());
            }
        }
    }

    /** One node cut off and connected by turns. */
    static final class Flapping implements Fault {
        private final FaultSpec spec;
        private final Duration period;
        private Cuts cuts = NOTHING;
        private boolean cut;
        private int turns;

        Flapping(FaultSpec spec) {
            this.spec = spec;
            this.period =
                    Spans.between(new SplittableRandom(spec.seed()), Duration.ofMillis(100), Duration.ofSeconds(2));
        }

        @Override
        public String text() {
            return "every " + Spans.millis(period);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            cuts = Partitions.isolate(context, spec.target(), spec.random());
            return Claim.of(cuts.hit()).impairing(cuts.impaired());
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            pulse(context);
            return cuts.text() + " and connected by turns, every " + Spans.millis(period);
        }

        @Override
        public Duration pulseEvery() {
            return period;
        }

        @Override
        public void pulse(FaultContext context) throws FaultFailed {
            cut = !cut;
            turns++;
            if (cut) {
                context.links().cut(cuts.links(), Network.Cut.DROP);
            } else {
                context.links().heal(cuts.links());
            }
        }

        @Override
        public void heal(FaultContext context) throws FaultFailed {
            if (cut) {
                cut = false;
                context.links().heal(cuts.links());
            }
        }

        @Override
        public String epilogue() {
            return turns + " turns";
        }
    }

    /** Everything between one node and the others takes longer. */
    static final class Slow implements Fault {
        private final FaultSpec spec;
        private final Duration delay;
        private final Duration jitter;
        private Set<Link> links = Set.of();

        Slow(FaultSpec spec) {
            this.spec = spec;
            SplittableRandom random = new SplittableRandom(spec.seed());
            this.delay = Spans.between(random, Duration.ofMillis(5), Duration.ofMillis(250));
            this.jitter = Spans.between(random, Duration.ZERO, delay.dividedBy(2));
        }

        @Override
        public String text() {
            return "by " + Spans.millis(delay) + ", jitter " + Spans.millis(jitter);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            Set<Integer> one = context.choose(spec.target(), spec.random(), node -> true);
            links = Links.bothWays(one, context.others(one));
            return Claim.of(one).with("pace of all links ", Set.of(0)).impairing(one);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            context.links().slow(links, delay, jitter);
            return "slowed each direction " + text();
        }

        @Override
        public void heal(FaultContext context) throws FaultFailed {
            context.links().slow(links, Duration.ZERO, Duration.ZERO);
        }
    }

    /** Little fits through between one node and the others. */
    static final class Throttled implements Fault {
        private final FaultSpec spec;
        private final long bytesPerSecond;
        private Set<Link> links = Set.of();

        Throttled(FaultSpec spec) {
            this.spec = spec;
            this.bytesPerSecond = 8_192L << new SplittableRandom(spec.seed()).nextInt(6);
        }

        @Override
        public String text() {
            return "to " + bytesPerSecond + " bytes/s";
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            Set<Integer> one = context.choose(spec.target(), spec.random(), node -> true);
            links = Links.bothWays(one, context.others(one));
            return Claim.of(one).with("pace of all links ", Set.of(0)).impairing(one);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            context.links().throttle(links, bytesPerSecond);
            return "throttled each direction " + text();
        }

        @Override
        public void heal(FaultContext context) throws FaultFailed {
            context.links().throttle(links, 0);
        }
    }
}
