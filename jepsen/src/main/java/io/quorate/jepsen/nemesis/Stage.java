package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.nemesis.Links.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What a script does things with. It tells them, and undoes what is left of them. */
final class Stage {
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private final FaultContext context;
    private final SplittableRandom random;
    private final List<Set<Link>> cuts = new ArrayList<>();
    private final Set<Link> slowed = new HashSet<>();
    private final Set<Integer> paused = new HashSet<>();
    private final Set<Integer> full = new HashSet<>();
    private final Set<Integer> misclocked = new HashSet<>();
    private final StringBuilder told = new StringBuilder();
    private final long begun;

    Stage(FaultContext context, SplittableRandom random) {
        this.context = context;
        this.random = random;
        this.begun = context.nanos();
    }

    FaultContext context() {
        return context;
    }

    SplittableRandom random() {
        return random;
    }

    /** All but these, in an order of chance. */
    List<Integer> othersShuffled(Integer... but) {
        List<Integer> from = new ArrayList<>(context.others(Set.of(but)));
        List<Integer> order = new ArrayList<>();
        while (!from.isEmpty()) {
            order.add(from.remove(random.nextInt(from.size())));
        }
        return order;
    }

    Set<Link> cut(Set<Integer> one, Set<Integer> other) throws FaultFailed {
        Set<Link> links = Links.bothWays(one, other);
        cuts.add(links);
        context.links().cut(links, Network.Cut.DROP);
        tell("cut " + context.names(one) + " from " + context.names(other));
        return links;
    }

    void heal(Set<Link> links) throws FaultFailed {
        if (cuts.remove(links)) {
            context.links().heal(links);
            tell("healed the links");
        }
    }

    /** One direction only. */
    void slow(Set<Integer> from, int to, Duration delay) throws FaultFailed {
        Set<Link> links = Links.between(from, Set.of(to));
        slowed.addAll(links);
        context.links().slow(links, delay, Duration.ZERO);
        tell("slowed " + context.names(from) + " to " + context.name(to) + " by " + Spans.millis(delay));
    }

    void kill(Set<Integer> nodes) throws FaultFailed {
        context.processes().kill(nodes);
        tell("killed " + context.names(nodes));
    }

    void start(Set<Integer> nodes) throws FaultFailed {
        for (int node : nodes) {
            context.processes().start(node);
        }
        tell("started " + context.names(nodes));
    }

    void pause(int node) throws FaultFailed {
        paused.add(node);
        context.cluster().pause(node);
        tell("paused " + context.name(node));
    }

    void resume(int node) throws FaultFailed {
        context.cluster().resume(node);
        paused.remove(node);
        tell("resumed " + context.name(node));
    }

    void losePower(Set<Integer> nodes) throws FaultFailed {
        context.processes().expectEnd(nodes);
        DiskFaults.disks(context).losePower(nodes);
        tell(context.names(nodes) + " lost power");
    }

    void fill(int node) throws FaultFailed {
        full.add(node);
        DiskFaults.disks(context).fill(node);
        tell("filled the disk of " + context.name(node));
    }

    void unfill() throws FaultFailed {
        for (int node : new TreeSet<>(full)) {
            DiskFaults.disks(context).unfill(node);
            full.remove(node);
        }
    }

    /** Lets all clocks of a node run at a rate, from its next start on. */
    void rate(int node, double rate) throws FaultFailed {
        misclocked.add(node);
        ClockFaults.clocks(context).rate(node, rate);
        tell(String.format(Locale.ROOT, "set the clocks of %s to the rate %.4f", context.name(node), rate));
    }

    /** Asks for this leader until it is: one that was just elected does not hand over before it serves. */
    void lead(int node, Duration most) throws FaultFailed, FaultSkipped, InterruptedException {
        long end = context.nanos() + most.toNanos();
        String refusal = "";
        while (!context.await(ASK_AGAIN, () -> leads(Set.of(node)))) {
            if (context.nanos() - end >= 0) {
                throw new FaultFailed(context.name(node) + " did not take the lead" + refusal);
            }
            try {
                context.keyspace().admin().moveLeader(node);
            } catch (FaultFailed e) {
                refusal = "; " + e.getMessage();
            }
        }
        tell(context.name(node) + " leads");
    }

    void sleep(Duration time) throws InterruptedException {
        context.pause(time);
    }

    /** Between the two. */
    void sleep(Duration least, Duration most) throws InterruptedException {
        context.pause(Spans.between(random, least, most));
    }

    /** Waits until one of them leads, and tells who and when, or that none did. */
    OptionalInt awaitLeaderAmong(Set<Integer> nodes, Duration most) throws InterruptedException {
        boolean led = context.await(most, () -> leads(nodes));
        if (!led) {
            tell("none of " + context.names(nodes) + " led within " + most.toSeconds() + " s");
            return OptionalInt.empty();
        }
        OptionalInt leader = leaderAmong(nodes);
        leader.ifPresent(node -> tell(context.name(node) + " leads"));
        return leader;
    }

    /** By their own words: a former leader that is cut off may still say so of itself, too. */
    private OptionalInt leaderAmong(Set<Integer> nodes) {
        return nodes.stream()
                .filter(node -> context.leaders()
                        .view(node)
                        .filter(view -> view.said().leader() == node)
                        .isPresent())
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    private boolean leads(Set<Integer> nodes) {
        return leaderAmong(nodes).isPresent();
    }

    void tell(String what) {
        told.append(told.isEmpty() ? "" : "; ")
                .append('+')
                .append(context.since(begun))
                .append(' ')
                .append(what);
    }

    String told() {
        return told.toString();
    }

    /** Nothing stays cut, stopped, full or at a wrong rate; nodes that do not run are started by others. */
    void undo() throws FaultFailed {
        for (int node : new TreeSet<>(paused)) {
            resume(node);
        }
        for (Set<Link> links : List.copyOf(cuts)) {
            heal(links);
        }
        context.links().slow(slowed, Duration.ZERO, Duration.ZERO);
        slowed.clear();
        unfill();
        for (int node : new TreeSet<>(misclocked)) {
            ClockFaults.clocks(context).rate(node, 1.0);
            context.processes().kill(Set.of(node));
            misclocked.remove(node);
        }
    }
}
