package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Plugs;

/** A node without its network, so that its own clients do not reach it either. */
final class Unplugged extends NodeFault {
    Unplugged(FaultSpec spec) {
        super(spec);
    }

    private static Plugs plugs(FaultContext context) throws FaultFailed {
        return context.cluster().plugs().orElseThrow(() -> new FaultFailed("this cluster's nodes have no plugs"));
    }

    @Override
    public String install(FaultContext context) throws FaultFailed {
        for (int node : nodes()) {
            plugs(context).unplug(node);
        }
        return "took " + context.names(nodes()) + " off the network";
    }

    @Override
    void undo(FaultContext context) throws FaultFailed {
        for (int node : nodes()) {
            plugs(context).plug(node);
        }
    }
}
