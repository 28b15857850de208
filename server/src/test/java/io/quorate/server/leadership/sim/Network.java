package io.quorate.server.leadership.sim;

import java.util.function.Consumer;

/** Delays, loses and reorders messages; links are cut one way each. */
final class Network {
    private final Simulation simulation;
    private final boolean[][] cut;
    private final double loss;

    Network(Simulation simulation, int nodes) {
        this.simulation = simulation;
        this.cut = new boolean[nodes][nodes];
        this.loss = simulation.chance(0.5) ? 0 : 0.03;
    }

    void send(SimNode from, SimNode to, Consumer<SimNode> message) {
        long delay = simulation.chance(0.03)
                ? simulation.between(1_000, 120 * Simulation.MILLI)
                : simulation.between(50_000, 3 * Simulation.MILLI);
        if (simulation.chance(loss)) {
            return;
        }
        simulation.after(delay, () -> {
            if (!cut[from.id()][to.id()]) {
                to.receive(() -> message.accept(to));
            }
        });
    }

    void cut(int from, int to) {
        cut[from][to] = true;
    }

    void heal() {
        for (boolean[] row : cut) {
            java.util.Arrays.fill(row, false);
        }
    }
}
