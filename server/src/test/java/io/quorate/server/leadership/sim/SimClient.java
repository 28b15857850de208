package io.quorate.server.leadership.sim;

import java.util.List;
import java.util.function.LongConsumer;

/** Reads and writes, one operation after the other, at whoever thinks that it leads, or anywhere. */
final class SimClient {
    private static final long[] LONGEST_THOUGHTS = {2, 10, 100};

    private final Simulation simulation;
    private final long longestThought;
    private long turn;

    SimClient(Simulation simulation) {
        this.simulation = simulation;
        this.longestThought = LONGEST_THOUGHTS[simulation.random().nextInt(LONGEST_THOUGHTS.length)];
    }

    void start() {
        next();
    }

    private void next() {
        long mine = ++turn;
        if (simulation.isOver()) {
            return;
        }
        simulation.after(simulation.between(10_000, longestThought * Simulation.MILLI), () -> operate(mine));
        simulation.after(200 * Simulation.MILLI, () -> over(mine));
    }

    private void over(long mine) {
        if (mine == turn) {
            next();
        }
    }

    private void operate(long mine) {
        SimNode node = target();
        int register = (int) simulation.between(0, RegisterState.REGISTERS);
        if (simulation.chance(0.3)) {
            write(node, register, () -> over(mine));
        } else {
            read(node, register, () -> over(mine));
        }
    }

    private void write(SimNode node, int register, Runnable over) {
        long operation = simulation.unique();
        Invariants invariants = simulation.invariants();
        node.receive(() -> {
            long begun = invariants.registers().begin(register);
            node.replica().write(register, operation, reply(over, index -> {
                invariants.registers().writeDone(register, begun, index);
                invariants.noLostWrite().acknowledged(operation, index);
                invariants.count("write");
            }));
        });
    }

    void read(SimNode node, int register, Runnable over) {
        Invariants invariants = simulation.invariants();
        node.receive(() -> {
            long begun = invariants.registers().begin(register);
            node.replica()
                    .read(register, reply(over, value -> invariants.registers().readDone(register, begun, value)));
        });
    }

    private static Replica.Reply reply(Runnable over, LongConsumer done) {
        return new Replica.Reply() {
            @Override
            public void done(long index) {
                done.accept(index);
                over.run();
            }

            @Override
            public void refused() {
                over.run();
            }
        };
    }

    private SimNode target() {
        List<SimNode> leaders = simulation.nodes().stream()
                .filter(node -> node.isUp() && node.replica().raft().isLeader())
                .toList();
        return leaders.isEmpty() || simulation.chance(0.4)
                ? simulation.any(simulation.nodes())
                : simulation.any(leaders);
    }
}
