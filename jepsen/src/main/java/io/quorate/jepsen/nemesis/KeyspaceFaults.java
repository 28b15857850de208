package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What an operator does with keyspaces at a bad time. */
final class KeyspaceFaults {
    /** The cluster asks for five seconds in which a voter was fit, and others may be at it. */
    private static final Duration THERE_WITHIN = Duration.ofSeconds(30);

    private static final Duration ASK = Duration.ofSeconds(1);
    private static final Duration STORM_EVERY = Duration.ofMillis(400);

    private KeyspaceFaults() {}

    /** City, zone or node of one node, without the other in it. */
    private static String place(FaultContext context, int of, int without, SplittableRandom random) {
        NodeSpec here = context.cluster().nodes().get(of);
        NodeSpec away = context.cluster().nodes().get(without);
        List<String> places = new ArrayList<>(List.of(here.name()));
        if (!here.zone().equals(away.zone())) {
            places.add(here.zone());
        }
        if (!here.city().equals(away.city())) {
            places.add(here.city());
        }
        return places.get(random.nextInt(places.size()));
    }

    private static boolean isLedFrom(FaultContext context, String place) {
        OptionalInt leader = context.leader();
        if (leader.isEmpty()) {
            return false;
        }
        NodeSpec node = context.cluster().nodes().get(leader.getAsInt());
        return List.of(node.name(), node.zone(), node.city()).contains(place);
    }

    /** Whether the node neither lists it nor answers for it; false also when it does not say. */
    static boolean isGone(FaultContext context, int node, String keyspace) {
        try {
            Keyspaces operator = context.ports().operator();
            return !operator.isListed(node, keyspace) && operator.isRefused(node, keyspace);
        } catch (FaultFailed | FaultSkipped e) {
            return false;
        }
    }

    /** A planned handover of one keyspace: it is over when its leader is there. */
    static final class Switch implements Fault {
        private final SplittableRandom random;
        private String place = "";
        private int to;
        private boolean asked;
        private long begun;
        private String end = "";

        Switch(FaultSpec spec) {
            this.random = spec.random();
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            int from = context.requireLeader();
            if (context.ledger().impairs(from)) {
                throw new FaultSkipped("the leader is not well");
            }
            to = AdminFaults.another(context, from, random);
            place = place(context, to, from, random);
            return Claim.of(Set.of(from, to))
                    .with("leadership", Set.of(context.keyspace().index()));
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped {
            begun = context.nanos();
            String name = context.keyspace().name();
            try {
                context.ports().operator().switchTo(name, place, ASK);
            } catch (FaultFailed e) {
                // What counts is where it is to be led from now, not the answer.
                if (!context.ports().operator().home(name).equals(place)) {
                    throw e;
                }
            }
            asked = true;
            return "keyspace " + name + " was to be led from " + place;
        }

        @Override
        public void heal(FaultContext context) {}

        @Override
        public boolean healed(FaultContext context) {
            if (!asked) {
                return true;
            }
            if (!isLedFrom(context, place)) {
                return false;
            }
            end = "it was after " + context.since(begun);
            return true;
        }

        @Override
        public String epilogue() {
            return end;
        }

        @Override
        public Duration patience() {
            return THERE_WITHIN;
        }
    }

    /**
     * Where a keyspace belongs changes faster than its leader can follow; in the end it must be where it was put last.
     */
    static final class SwitchStorm implements Fault {
        private final SplittableRandom random;
        private String place = "";
        private int asked;
        private int refused;
        private boolean settled;
        private String end = "";

        SwitchStorm(FaultSpec spec) {
            this.random = spec.random();
        }

        @Override
        public String text() {
            return "every " + Spans.millis(STORM_EVERY);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            if (context.ledger().impairs(context.requireLeader())) {
                throw new FaultSkipped("the leader is not well");
            }
            return Claim.of(context.all())
                    .with("leadership", Set.of(context.keyspace().index()));
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped {
            int leader = context.requireLeader();
            place = place(context, AdminFaults.another(context, leader, random), leader, random);
            context.ports().operator().changeHome(context.keyspace().name(), place);
            asked++;
            return "another home for keyspace " + context.keyspace().name() + " every " + Spans.millis(STORM_EVERY);
        }

        @Override
        public Duration pulseEvery() {
            return STORM_EVERY;
        }

        /** A refusal is no failure of the fault: two changes may meet. */
        @Override
        public void pulse(FaultContext context) {
            List<Integer> nodes = new ArrayList<>(context.all());
            NodeSpec node = context.cluster().nodes().get(nodes.get(random.nextInt(nodes.size())));
            move(context, List.of(node.name(), node.zone(), node.city()).get(random.nextInt(3)));
        }

        private boolean move(FaultContext context, String next) {
            asked++;
            try {
                context.ports().operator().changeHome(context.keyspace().name(), next);
                place = next;
                return true;
            } catch (FaultFailed | FaultSkipped e) {
                refused++;
                return false;
            }
        }

        @Override
        public void heal(FaultContext context) {}

        /** A change whose outcome is unknown may have been the last one, so it is made once more. */
        @Override
        public boolean healed(FaultContext context) {
            settled = settled || place.isEmpty() || move(context, place);
            if (!settled || (!place.isEmpty() && !isLedFrom(context, place))) {
                return false;
            }
            end = "moved " + asked + " times, " + refused + " refused, led from " + place + " in the end";
            return true;
        }

        @Override
        public String epilogue() {
            return end;
        }

        @Override
        public Duration patience() {
            return THERE_WITHIN;
        }
    }

    /** A keyspace comes, is written and read through every node that is well, and goes again. */
    static final class CreateDrop implements Fault {
        private static final String KEY = "jepsen/scratch";
        private static final long FIRST_REVISION = 2;
        private static final Duration SERVES_WITHIN = Duration.ofSeconds(10);
        private static final long ASK_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

        private final SplittableRandom random;
        private final String name;
        private final Set<Integer> left = new TreeSet<>();
        private boolean asked;
        private boolean dropped;
        private long askAgain;

        CreateDrop(FaultSpec spec) {
            this.random = spec.random();
            this.name = "scratch-" + Long.toHexString(spec.seed());
        }

        @Override
        public String text() {
            return name;
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            if (well(context).isEmpty()) {
                throw new FaultSkipped("no node is well");
            }
            return Claim.of(context.all());
        }

        private static List<Integer> well(FaultContext context) {
            return context.all().stream()
                    .filter(node -> !context.ledger().impairs(node) && context.isThere(node))
                    .toList();
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
            List<Integer> well = well(context);
            int through = well.get(random.nextInt(well.size()));
            asked = true;
            context.ports().operator().create(through, name);
            String value = name + " through " + context.name(through);
            long revision = write(context, well, value);
            Set<Integer> read = new TreeSet<>();
            for (int node : well) {
                read(context, node, value);
                read.add(node);
            }
            return "created " + name + " through " + context.name(through) + ", wrote it at revision " + revision
                    + " and read it on " + context.names(read);
        }

        /** The first write of a keyspace makes revision 2, whatever others have made. */
        private long write(FaultContext context, List<Integer> well, String value)
                throws FaultFailed, FaultSkipped, InterruptedException {
            int node = well.get(random.nextInt(well.size()));
            long end = context.nanos() + SERVES_WITHIN.toNanos();
            int tries = 0;
            while (true) {
                tries++;
                try {
                    long revision = context.ports().operator().put(node, name, KEY, value);
                    if (revision < FIRST_REVISION || revision >= FIRST_REVISION + tries) {
                        context.diary()
                                .violated("put number " + tries + " into the new keyspace " + name + " made revision "
                                        + revision);
                    }
                    return revision;
                } catch (FaultFailed e) {
                    if (context.nanos() - end >= 0) {
                        throw e;
                    }
                    context.pause(Duration.ofNanos(ASK_AGAIN_NANOS));
                }
            }
        }

        private void read(FaultContext context, int node, String value)
                throws FaultFailed, FaultSkipped, InterruptedException {
            long end = context.nanos() + SERVES_WITHIN.toNanos();
            while (true) {
                try {
                    String seen = context.ports().operator().read(node, name, KEY);
                    if (!seen.equals(value)) {
                        context.diary()
                                .violated("keyspace " + name + " was written, and " + context.name(node) + " read '"
                                        + seen + "' instead of '" + value + "'");
                    }
                    return;
                } catch (FaultFailed e) {
                    if (context.nanos() - end >= 0) {
                        throw e;
                    }
                    context.pause(Duration.ofNanos(ASK_AGAIN_NANOS));
                }
            }
        }

        @Override
        public void heal(FaultContext context) {
            left.addAll(context.all());
        }

        /** Dropped, then gone on one node after the other; those that are away follow when they are back. */
        @Override
        public boolean healed(FaultContext context) throws FaultFailed {
            if (!asked) {
                return true;
            }
            if (context.nanos() - askAgain < 0) {
                return false;
            }
            askAgain = context.nanos() + ASK_AGAIN_NANOS;
            try {
                if (!dropped) {
                    context.ports().operator().drop(name);
                    dropped = true;
                    context.diary().dropped(name);
                }
            } catch (FaultFailed e) {
                return false;
            } catch (FaultSkipped e) {
                return true;
            }
            // One at a time, and none of whom it is known that it cannot answer: others wait for their turn.
            left.stream()
                    .filter(node -> !context.ledger().impairs(node) && context.isThere(node))
                    .findFirst()
                    .filter(node -> isGone(context, node, name))
                    .ifPresent(left::remove);
            return left.isEmpty();
        }

        @Override
        public String epilogue() {
            return !dropped
                    ? ""
                    : left.isEmpty() ? "dropped, and gone on every node" : "dropped, and not seen gone on all nodes";
        }
    }
}
