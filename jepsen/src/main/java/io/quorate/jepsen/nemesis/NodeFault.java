package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.util.Set;

/** A fault of some nodes' processes or disks: it has them for itself, and ends when they are back. */
abstract class NodeFault implements Fault {
    private final FaultSpec spec;
    private Set<Integer> nodes = Set.of();
    private long healingSince;

    NodeFault(FaultSpec spec) {
        this.spec = spec;
    }

    final FaultSpec spec() {
        return spec;
    }

    final Set<Integer> nodes() {
        return nodes;
    }

    final int node() {
        return nodes.iterator().next();
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public Claim aim(FaultContext context) throws FaultSkipped {
        nodes = context.choose(spec.target(), spec.random(), context.ledger()::isFree);
        return Claim.of(nodes).holding(nodes).impairing(nodes);
    }

    /** Undoes what was done, starts what does not run. */
    @Override
    public void heal(FaultContext context) throws FaultFailed, InterruptedException {
        undo(context);
        healingSince = context.nanos();
        for (int node : nodes) {
            context.processes().start(node);
        }
    }

    /** What else the end needs, before the nodes are started. */
    void undo(FaultContext context) throws FaultFailed, InterruptedException {}

    @Override
    public boolean healed(FaultContext context) throws FaultFailed, InterruptedException {
        context.processes().revive(nodes);
        return nodes.stream().allMatch(node -> context.isBack(node, healingSince));
    }
}
