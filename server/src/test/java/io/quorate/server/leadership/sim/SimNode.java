package io.quorate.server.leadership.sim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A machine: what survives a restart, and the process that runs on it, if any. */
final class SimNode {
    /** Raft's durable words besides the log. */
    static final class Disk {
        long term;
        int votedFor = -1;
        final SimLog log = new SimLog();
    }

    private final Simulation simulation;
    private final int id;
    private final SimClock clock;
    private final Disk disk = new Disk();
    private @Nullable Replica replica;
    private long pausedUntil;
    private long boots;

    SimNode(Simulation simulation, int id) {
        this.simulation = simulation;
        this.id = id;
        this.clock = new SimClock(simulation, simulation.between(0, Long.MAX_VALUE));
    }

    void start() {
        if (replica == null) {
            boots++;
            replica = new Replica(simulation, this, boots * 10 + id);
            replica.start();
        }
    }

    /** Everything in memory is gone. */
    void crash() {
        replica = null;
        pausedUntil = 0;
    }

    void pause(long length) {
        pausedUntil = Math.max(pausedUntil, simulation.now() + length);
    }

    void resume() {
        pausedUntil = simulation.now();
    }

    long boots() {
        return boots;
    }

    boolean isUp() {
        return replica != null;
    }

    Replica replica() {
        return Objects.requireNonNull(replica);
    }

    /** Something comes from outside: lost when the process is down, late when it is paused. */
    void receive(Runnable action) {
        if (replica != null) {
            run(replica, action);
        }
    }

    /** The process does something a little later: never when it is gone by then, late when it is paused. */
    void later(Replica process, long delay, Runnable action) {
        simulation.after(delay, () -> run(process, action));
    }

    private void run(Replica process, Runnable action) {
        if (replica != process) {
            return;
        }
        if (pausedUntil > simulation.now()) {
            simulation.after(pausedUntil - simulation.now(), () -> run(process, action));
        } else {
            action.run();
        }
    }

    int id() {
        return id;
    }

    SimClock clock() {
        return clock;
    }

    Disk disk() {
        return disk;
    }
}
