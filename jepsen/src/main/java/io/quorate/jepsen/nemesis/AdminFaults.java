package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What an operator does at a bad time. */
final class AdminFaults {
    private static final Duration MOVED_WITHIN = Duration.ofSeconds(5);
    private static final Duration STORM_EVERY = Duration.ofMillis(300);

    private AdminFaults() {}

    /** Leadership is handed over once. */
    static final class Transfer implements Fault {
        private final SplittableRandom random;
        private int from;
        private int to;

        Transfer(FaultSpec spec) {
            this.random = new SplittableRandom(spec.seed());
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            from = context.requireLeader();
            if (context.ledger().impairs(from)) {
                throw new FaultSkipped("the leader is not well");
            }
            to = another(context, from, random);
            return Claim.of(Set.of(from, to))
                    .with("leadership", Set.of(context.keyspace().index()));
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
            long begun = context.nanos();
            String answer = ask(context, to);
            if (!context.await(MOVED_WITHIN, () -> leads(context, to))) {
                throw new FaultFailed(context.name(to) + " was to lead, and did not within " + MOVED_WITHIN + answer);
            }
            return context.name(from) + " handed over to " + context.name(to) + " within " + context.since(begun);
        }

        @Override
        public void heal(FaultContext context) {}
    }

    /** Leadership is handed over again and again. */
    static final class TransferStorm implements Fault {
        private final SplittableRandom random;
        private long firstTerm;
        private int asked;
        private int refused;
        private String end = "";

        TransferStorm(FaultSpec spec) {
            this.random = new SplittableRandom(spec.seed());
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
        public String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException {
            firstTerm = context.leaders().term(context.size());
            asked++;
            String answer = ask(context, another(context, context.requireLeader(), random));
            if (!context.await(MOVED_WITHIN, () -> context.leaders().term(context.size()) > firstTerm)) {
                throw new FaultFailed("leadership did not move within " + MOVED_WITHIN + answer);
            }
            return "asked for another leader every " + Spans.millis(STORM_EVERY);
        }

        @Override
        public Duration pulseEvery() {
            return STORM_EVERY;
        }

        /** A refusal is no failure of the fault: in a storm there is not always a leader that could hand over. */
        @Override
        public void pulse(FaultContext context) {
            OptionalInt leader = context.leader();
            if (leader.isEmpty()) {
                return;
            }
            asked++;
            try {
                context.keyspace().admin().moveLeader(another(context, leader.getAsInt(), random));
            } catch (FaultFailed | FaultSkipped e) {
                refused++;
            }
        }

        @Override
        public void heal(FaultContext context) {
            long terms = context.leaders().term(context.size()) - firstTerm;
            end = "asked " + asked + " times, " + refused + " refused, " + terms + " new terms";
        }

        @Override
        public boolean healed(FaultContext context) {
            return context.leader().isPresent() || !context.safe();
        }

        @Override
        public String epilogue() {
            return end;
        }
    }

    /** History is compacted. */
    static final class Compaction implements Fault {
        Compaction(FaultSpec spec) {}

        @Override
        public String text() {
            return "";
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            context.requireLeader();
            return Claim.of(context.all());
        }

        @Override
        public String install(FaultContext context) throws FaultFailed, FaultSkipped {
            return "compacted up to revision " + context.keyspace().admin().compact();
        }

        @Override
        public void heal(FaultContext context) {}
    }

    /** What counts is who leads afterwards, not the answer; that is for the case that nothing happens. */
    private static String ask(FaultContext context, int to) throws FaultSkipped {
        try {
            context.keyspace().admin().moveLeader(to);
            return "";
        } catch (FaultFailed e) {
            return "; " + e.getMessage();
        }
    }

    private static boolean leads(FaultContext context, int node) {
        OptionalInt leader = context.leader();
        return leader.isPresent() && leader.getAsInt() == node;
    }

    /** A node that does not lead and that nothing ails. */
    static int another(FaultContext context, int leader, SplittableRandom random) throws FaultSkipped {
        Set<Integer> free = new TreeSet<>(context.others(Set.of(leader)));
        free.removeIf(node ->
                context.ledger().impairs(node) || context.leaders().view(node).isEmpty());
        if (free.isEmpty()) {
            throw new FaultSkipped("no other node could lead");
        }
        List<Integer> choice = new ArrayList<>(free);
        return choice.get(random.nextInt(choice.size()));
    }
}
