package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Failpoints;
import io.quorate.jepsen.cluster.FaultFailed;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Steps that a process comes to at once; but for those that it never comes to. */
final class FakeFailpoints implements Failpoints {
    private final FakeCluster cluster;
    private final Set<String> armed = new HashSet<>();
    private boolean neverTaken;

    FakeFailpoints(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** From now on nobody comes to any. */
    void neverTake() {
        neverTaken = true;
    }

    @Override
    public List<String> crashes() {
        return List.of("crash-here", "crash-there");
    }

    @Override
    public List<String> stalls() {
        return List.of("stall-here");
    }

    @Override
    public void arm(int node, String name) throws FaultFailed {
        cluster.check("arm", Set.of(node));
        if (neverTaken) {
            armed.add(name);
        } else if (name.startsWith("crash")) {
            cluster.crash(node, EXIT_CODE);
        }
    }

    @Override
    public boolean isArmed(int node, String name) {
        return armed.contains(name);
    }

    @Override
    public boolean disarm(int node, String name) throws FaultFailed {
        cluster.check("disarm", Set.of(node));
        return armed.remove(name);
    }
}
