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
    private final Processes processes;
    private final Links links;
    private final Ledger ledger;

    FaultContext(NemesisPorts ports, Pace pace, boolean safe) {
        this.ports = ports;
        this.pace = pace;
        this.safe = safe;
        this.nodes = ports.cluster().nodes().size();
        this.processes = new Processes(ports.cluster(), pace);
        this.links = new Links(ports.cluster().network());
        this.ledger = new Ledger(nodes, safe);
    }

    Cluster cluster() {
        return ports.cluster();
    }

    LeaderWatch leaders() {
        return ports.leaders();
    }

    Admin admin() {
        return ports.admin();
    }

    Timing timing() {
        return ports.timing();
    }

    Processes processes() {
        return processes;
    }

    Links links() {
        return links;
    }

    Ledger ledger() {
        return ledger;
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

    /** {@code leader}, {@code follower}, or {@code unknown} while nobody leads. */
    String role(int node) {
        OptionalInt leader = leader();
        if (leader.isEmpty()) {
            return "unknown";
        }
        return leader.getAsInt() == node ? "leader" : "follower";
    }

    /**
     * The nodes meant by the target: those that nobody holds before the others.
     *
     * @throws FaultSkipped when the leader is meant and there is none
     */
    Set<Integer> choose(Target target, SplittableRandom random) throws FaultSkipped {
        return choose(target, random, ledger::isFree);
    }

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

    /** Whether the node runs and has answered since; in the safe profile it must know a leader, too. */
    boolean isBack(int node, long sinceNanos) {
        if (!cluster().isRunning(node)) {
            return false;
        }
        return leaders()
                .view(node)
                .filter(view -> view.said().nanos() >= sinceNanos)
                .filter(view -> !safe || view.said().leader() >= 0)
                .isPresent();
    }

    /** Whether all of them know one leader, who says so itself. */
    boolean agree(Set<Integer> of) {
        return leaders().agree(size(), of);
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
