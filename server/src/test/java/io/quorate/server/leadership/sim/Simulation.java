package io.quorate.server.leadership.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** One run: virtual time, one thread, one seed. */
final class Simulation {
    static final long MILLI = 1_000_000;
    /** The lease's duration, and the shortest election timeout. */
    static final Duration LEASE = Duration.ofMillis(150);

    private static final double[] DRIFT_BOUNDS = {0.01, 0.1, 0.3};

    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    private final Random random;
    private final Mutant mutant;
    private final double driftBound;
    /** How often a thread is off its core for up to 1.2 seconds. */
    private final double longStalls;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final Network network;
    private final Invariants invariants;
    private long now;
    private long sequence;
    private boolean over;

    Simulation(long seed, Mutant mutant) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        this.mutant = mutant;
        this.driftBound = DRIFT_BOUNDS[random.nextInt(DRIFT_BOUNDS.length)];
        this.longStalls = chance(0.3) ? 0.08 : 0.003;
        int size = chance(0.7) ? 3 : 5;
        this.network = new Network(this, size);
        this.invariants = new Invariants(nodes);
        for (int i = 0; i < size; i++) {
            nodes.add(new SimNode(this, i));
        }
    }

    /** Runs the faults for this long, then heals everything and looks at what is left. Throws a Violation. */
    void run(Duration length) {
        nodes.forEach(SimNode::start);
        new Nemesis(this).start();
        long clients = between(2, 8);
        for (int client = 0; client < clients; client++) {
            new SimClient(this).start();
        }
        runUntil(length.toNanos());
        heal();
        runUntil(now + 3000 * MILLI);
        invariants.finish();
    }

    private void runUntil(long end) {
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.poll();
            now = event.at();
            event.action().run();
            invariants.check();
        }
        now = end;
    }

    private void heal() {
        over = true;
        events.removeIf(event -> event.action() instanceof Nemesis.Strike);
        network.heal();
        for (SimNode node : nodes) {
            node.resume();
            node.start();
        }
    }

    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, sequence++, action));
    }

    /** Faults and clients have stopped. */
    boolean isOver() {
        return over;
    }

    long unique() {
        return ++sequence;
    }

    long now() {
        return now;
    }

    Mutant mutant() {
        return mutant;
    }

    boolean is(Mutant other) {
        return mutant == other;
    }

    /** Differs when anything in the run differs. */
    String trace() {
        return now + " " + sequence + " " + random.nextLong() + " " + new java.util.TreeMap<>(invariants.counts());
    }

    double driftBound() {
        return driftBound;
    }

    double longStalls() {
        return longStalls;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    Network network() {
        return network;
    }

    Invariants invariants() {
        return invariants;
    }

    Random random() {
        return random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From low to below high. */
    long between(long low, long high) {
        return low + (long) (random.nextDouble() * (high - low));
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
