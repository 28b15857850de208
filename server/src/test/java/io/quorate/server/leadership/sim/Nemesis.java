package io.quorate.server.leadership.sim;

import java.util.List;

/** Partitions, pauses, restarts, forced elections, handovers, snapshots and drifting clocks, at random. */
final class Nemesis {
    /** A fault still to come; forgotten when the run is healed. */
    interface Strike extends Runnable {}

    private final Simulation simulation;
    private final List<SimNode> nodes;

    Nemesis(Simulation simulation) {
        this.simulation = simulation;
        this.nodes = simulation.nodes();
    }

    void start() {
        nodes.forEach(this::drift);
        next();
    }

    private void next() {
        strikeAfter(simulation.between(10, 350), () -> {
            strike();
            next();
        });
    }

    private void strikeAfter(long millis, Strike strike) {
        simulation.after(millis * Simulation.MILLI, strike);
    }

    private void strike() {
        SimNode victim = victim();
        switch ((int) simulation.between(0, 19)) {
            case 0, 1 -> isolate(victim);
            case 2 -> split();
            case 3 ->
                simulation.network().cut(victim.id(), simulation.any(nodes).id());
            case 4, 5, 6 -> simulation.network().heal();
            case 7 -> victim.pause(simulation.between(5, 500) * Simulation.MILLI);
            case 8 -> restart(simulation.any(nodes));
            case 9 -> elect(simulation.any(nodes));
            case 10 -> victim.receive(() -> victim.replica().handOver());
            case 11 -> failHandOver(victim);
            case 12 -> deafen(victim, otherThan(victim));
            case 16, 17 -> chain();
            case 13 -> bringBack(victim);
            case 14 -> installAndElect(victim, simulation.any(nodes));
            case 15 -> victim.receive(() -> victim.replica().compact());
            default -> drift(victim);
        }
    }

    private static Raft raft(SimNode node) {
        return node.replica().raft();
    }

    /** Mostly somebody who leads, or thinks so. */
    private SimNode victim() {
        List<SimNode> leaders = nodes.stream()
                .filter(node -> node.isUp() && raft(node).isLeader())
                .toList();
        return leaders.isEmpty() || simulation.chance(0.3) ? simulation.any(nodes) : simulation.any(leaders);
    }

    /** Cuts one off from all, or from all but one, and makes an election among the rest likely at once. */
    private void isolate(SimNode victim) {
        SimNode spared = simulation.any(nodes);
        for (SimNode other : nodes) {
            if (other != victim && (other != spared || simulation.chance(0.7))) {
                simulation.network().cut(victim.id(), other.id());
                simulation.network().cut(other.id(), victim.id());
            }
        }
        if (simulation.chance(0.7)) {
            strikeAfter(simulation.between(0, 120), () -> elect(simulation.any(nodes)));
        }
    }

    /** An election out of the blue; sometimes whoever wins hands over before it has waited. */
    private void elect(SimNode rival) {
        rival.receive(() -> raft(rival).campaign());
        if (simulation.chance(0.3)) {
            strikeAfter(
                    simulation.between(2, 100),
                    () -> rival.receive(() -> rival.replica().handOver()));
            strikeAfter(simulation.between(20, 150), () -> elect(simulation.any(nodes)));
        }
    }

    /** A handover during which the leader is cut off, early or late. */
    private void failHandOver(SimNode victim) {
        victim.receive(() -> victim.replica().handOver());
        strikeAfter(simulation.between(0, 30), () -> isolate(victim));
    }

    /** Others hear the victim, but it hears nobody; the rival is elected. */
    private void deafen(SimNode victim, SimNode rival) {
        for (SimNode other : nodes) {
            simulation.network().cut(other.id(), victim.id());
        }
        strikeAfter(
                simulation.between(0, 60), () -> rival.receive(() -> raft(rival).campaign()));
    }

    /**
     * One leader after the other goes deaf, each when it has begun to serve; the first hears the last, and has a read
     * from its own time still to answer then.
     */
    private void chain() {
        SimNode first = victim();
        SimNode second = otherThan(first);
        SimNode third = nodes.stream()
                .filter(node -> node != first && node != second)
                .findAny()
                .orElseThrow();
        long until = simulation.between(180, 420);
        first.receive(() -> {
            first.replica().stallNextRead((until + simulation.between(5, 150)) * Simulation.MILLI);
            new SimClient(simulation).read(first, simulation.random().nextInt(RegisterState.REGISTERS), () -> {});
        });
        strikeAfter(20, () -> deafen(first, second));
        strikeAfter(until, () -> {
            simulation.network().heal();
            deafen(second, third);
        });
    }

    private SimNode otherThan(SimNode node) {
        return nodes.get((node.id() + (int) simulation.between(1, nodes.size())) % nodes.size());
    }

    /** Away for a while, then back and elected again. */
    private void bringBack(SimNode victim) {
        isolate(victim);
        strikeAfter(simulation.between(150, 600), () -> {
            simulation.network().heal();
            strikeAfter(simulation.between(5, 60), () -> elect(victim));
        });
    }

    /** One falls behind, gets a snapshot, and is elected right after it while the leader is cut off. */
    private void installAndElect(SimNode leading, SimNode behind) {
        if (leading == behind) {
            return;
        }
        simulation.network().cut(leading.id(), behind.id());
        simulation.network().cut(behind.id(), leading.id());
        strikeAfter(simulation.between(150, 300), () -> {
            leading.receive(() -> leading.replica().compact());
            simulation.network().heal();
            strikeAfter(simulation.between(10, 60), () -> {
                isolate(leading);
                elect(behind);
            });
        });
    }

    private void split() {
        boolean[] left = new boolean[nodes.size()];
        for (SimNode node : nodes) {
            left[node.id()] = simulation.chance(0.5);
        }
        for (SimNode from : nodes) {
            for (SimNode to : nodes) {
                if (left[from.id()] != left[to.id()]) {
                    simulation.network().cut(from.id(), to.id());
                }
            }
        }
    }

    private void restart(SimNode victim) {
        victim.crash();
        strikeAfter(simulation.between(0, 100), () -> {
            victim.start();
            if (simulation.chance(0.5)) {
                victim.receive(() -> raft(victim).campaign());
            }
        });
    }

    /** A rate within the bound, mostly at its ends, where the argument is tight. */
    private void drift(SimNode node) {
        double bound = simulation.driftBound();
        double part =
                simulation.chance(0.3) ? 2 * simulation.random().nextDouble() - 1 : simulation.chance(0.5) ? 1 : -1;
        node.clock().run(1 + bound * part);
    }
}
