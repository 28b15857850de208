package io.quorate.server.leadership.sim;

import io.quorate.server.common.NodeClock;

/** A node's monotonic clock: real time at a rate of its own, which may change. */
final class SimClock implements NodeClock {
    private final Simulation simulation;
    private long realAt;
    private long localAt;
    private double rate = 1;

    SimClock(Simulation simulation, long origin) {
        this.simulation = simulation;
        this.localAt = origin;
    }

    @Override
    public long monotonicNanos() {
        return localAt + (long) ((simulation.now() - realAt) * rate);
    }

    @Override
    public long wallMillis() {
        return 0;
    }

    void run(double newRate) {
        localAt = monotonicNanos();
        realAt = simulation.now();
        rate = newRate;
    }
}
