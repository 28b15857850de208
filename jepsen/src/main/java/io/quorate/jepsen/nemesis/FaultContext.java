package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What a fault works with and looks at. Of the nemesis' thread. */
final class FaultContext {
    private static final Duration LOOK = Duration.ofMillis(10);

    private final NemesisPorts ports;
    private final Pace pace;
    private final boolean safe;
    private final int nodes;
    private final Books books;
    private final KeyspacePorts keyspace;

    /** What all faults share. */
    private record Books(Processes processes, Links links, Ledger ledger, Diary diary) {}

    FaultContext(NemesisPorts ports, Pace pace, boolean safe) {
        this(
                ports,
                pace,
                safe,
                new Books(
                        new Processes(ports.cluster(), pace),
                        new Links(ports.cluster().network()),
                        new Ledger(ports.cluster().nodes().size(), safe),
                        new Diary()),
                ports.keyspaces().get(0));
    }

    private FaultContext(NemesisPorts ports, Pace pace, boolean safe, Books books, KeyspacePorts keyspace) {
        this.ports = ports;
        this.pace = pace;
        this.safe = safe;
        this.nodes = ports.cluster().nodes().size();
        this.books = books;
        this.keyspace = keyspace;
    }

    /** The same for a fault that is meant for another keyspace: who leads, and what is asked, is of that one. */
    FaultContext in(KeyspacePorts other) {
        return new FaultContext(ports, pace, safe, books, other);
    }

    NemesisPorts ports() {
        return ports;
    }

    Cluster cluster() {
        return ports.cluster();
    }

    /** Whose leader is meant where a leader is. */
    KeyspacePorts keyspace() {
        return keyspace;
    }

    LeaderWatch leaders() {
        return keyspace.leaders();
    }

    Processes processes() {
        return books.processes();
    }

    Links links() {
        return books.links();
    }

    Ledger ledger() {
        return books.ledger();
    }

    Diary diary() {
        return books.diary();
    }

    boolean safe() {
        return safe;
    }

    int size() {
        return nodes;
    }

    Set<Integer> all() {
        return new TreeSet<>(IntStream.range(0, nodes).boxed().toList());
    }

    Set<Integer> others(Set<Integer> but) {
        Set<Integer> others = all();
        others.removeAll(but);
        return others;
    }

    String name(int node) {
        return cluster().nodes().get(node).name();
    }

    String names(Set<Integer> of) {
        return String.join(", ", new TreeSet<>(of).stream().map(this::name).toList());
    }

    OptionalInt leader() {
        return leaders().leader(nodes);
    }

    int requireLeader() throws FaultSkipped {
        return leader().orElseThrow(() -> new FaultSkipped("nobody leads"));
    }

    /**
     * The nodes meant by the target: those that are preferred before the others.
     *
     * @throws FaultSkipped when the leader is meant and there is none
     */
    Set<Integer> choose(Target target, SplittableRandom random, IntPredicate preferred) throws FaultSkipped {
        if (target == Target.LEADER) {
            return Set.of(requireLeader());
        }
        OptionalInt leader = leader();
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int node : all()) {
            boolean leads = leader.isPresent() && leader.getAsInt() == node;
            if (target != Target.FOLLOWER || !leads) {
                (preferred.test(node) ? first : second).add(node);
            }
        }
        Set<Integer> chosen = new TreeSet<>();
        while (chosen.size() < target.count(nodes)) {
            List<Integer> from = first.isEmpty() ? second : first;
            chosen.add(from.remove(random.nextInt(from.size())));
        }
        return chosen;
    }

    /**
     * Whether the node runs and has answered since, for every keyspace; in the safe profile it must know a leader of
     * each, too.
     */
    boolean isBack(int node, long sinceNanos) {
        return cluster().isRunning(node)
                && ports.keyspaces().stream()
                        .allMatch(each -> each.leaders()
                                .view(node)
                                .filter(view -> view.said().nanos() >= sinceNanos)
                                .filter(view -> !safe || view.said().leader() >= 0)
                                .isPresent());
    }

    /** Whether the node runs and answers for every keyspace. */
    boolean isThere(int node) {
        return cluster().isRunning(node)
                && ports.keyspaces().stream()
                        .allMatch(each -> each.leaders().view(node).isPresent());
    }

    /** Whether all of them know one leader of each keyspace, who says so itself. */
    boolean agree(Set<Integer> of) {
        return ports.keyspaces().stream().allMatch(each -> each.leaders().agree(size(), of));
    }

    /** Looks until it is so; false when time ran out. */
    boolean await(Duration most, BooleanSupplier so) throws InterruptedException {
        long end = nanos() + most.toNanos();
        while (!so.getAsBoolean()) {
            if (nanos() - end >= 0) {
                return false;
            }
            pace.pause(LOOK);
        }
        return true;
    }

    void pause(Duration time) throws InterruptedException {
        pace.pause(time);
    }

    long nanos() {
        return pace.nanos();
    }

    /** Time since then, for people. */
    String since(long then) {
        return Spans.millis(Duration.ofNanos(nanos() - then));
    }
}
