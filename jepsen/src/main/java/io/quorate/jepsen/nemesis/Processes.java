package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The nodes' processes, and which of them ought to run. Of the nemesis' thread. */
final class Processes {
    /**
     * A process that ended, not as it should.
     *
     * @param code -1 when it is not known
     * @param byItself nobody asked it to
     */
    record Ended(int node, int code, boolean byItself, String how) {}

    private static final long REVIVE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Cluster cluster;
    private final Pace pace;
    private final boolean[] wanted;
    private final long[] started;
    private final List<Ended> uncleanStops = new ArrayList<>();

    Processes(Cluster cluster, Pace pace) {
        this.cluster = cluster;
        this.pace = pace;
        int nodes = cluster.nodes().size();
        this.wanted = new boolean[nodes];
        this.started = new long[nodes];
        for (int node = 0; node < nodes; node++) {
            wanted[node] = cluster.isRunning(node);
        }
    }

    void start(int node) throws FaultFailed {
        if (cluster.isRunning(node)) {
            wanted[node] = true;
            return;
        }
        started[node] = pace.nanos();
        try {
            cluster.start(node);
        } catch (IOException e) {
            throw new FaultFailed("node " + node + " could not be started", e);
        }
        wanted[node] = true;
    }

    void kill(Set<Integer> nodes) throws FaultFailed {
        nodes.forEach(node -> wanted[node] = false);
        cluster.kill(nodes);
        for (int node : nodes) {
            if (cluster.isRunning(node)) {
                throw new FaultFailed("node " + node + " was killed and still runs");
            }
        }
    }

    /** False when it had to be killed. A stop that is not clean is told as an end. */
    boolean terminate(int node, Duration patience) throws FaultFailed {
        if (!cluster.isRunning(node)) {
            return true;
        }
        wanted[node] = false;
        boolean ended = cluster.terminate(node, patience);
        if (cluster.isRunning(node)) {
            throw new FaultFailed("node " + node + " was stopped and still runs");
        }
        int code = code(node);
        if (!ended) {
            uncleanStops.add(new Ended(node, code, false, "did not stop within " + patience.toSeconds() + " s"));
        } else if (code != 0) {
            uncleanStops.add(new Ended(node, code, false, "stopped as asked, with a code of failure"));
        }
        return ended;
    }

    private int code(int node) {
        return cluster.exitCode(node).orElse(-1);
    }

    /** Starts those that do not run, each at most once a second. */
    void revive(Set<Integer> nodes) throws FaultFailed {
        for (int node : nodes) {
            if (!cluster.isRunning(node) && pace.nanos() - started[node] >= REVIVE_EVERY_NANOS) {
                start(node);
            }
        }
    }

    /** Somebody else is about to end them. */
    void expectEnd(Set<Integer> nodes) {
        nodes.forEach(node -> wanted[node] = false);
    }

    /** When the node was last started; answers from before that are of the process before. */
    long started(int node) {
        return started[node];
    }

    /** Those that ended since the last look without being asked to, or badly; each is told once. */
    List<Ended> ended() {
        List<Ended> ended = new ArrayList<>(uncleanStops);
        uncleanStops.clear();
        for (int node = 0; node < wanted.length; node++) {
            if (wanted[node] && !cluster.isRunning(node)) {
                wanted[node] = false;
                ended.add(new Ended(node, code(node), true, "ended by itself"));
            }
        }
        return ended;
    }
}
