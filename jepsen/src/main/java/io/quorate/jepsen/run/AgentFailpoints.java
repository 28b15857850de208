package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.Failpoints;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.mutant.Agent;
import io.quorate.jepsen.mutant.Failpoint;
import io.quorate.jepsen.mutant.Failpoint.Effect;
import java.io.IOException;
import java.util.List;

/** Failpoints by the agent that each node's process was started with. */
final class AgentFailpoints implements Failpoints {
    private final List<Agent> agents;

    /** @param agents in the order of the nodes */
    AgentFailpoints(List<Agent> agents) {
        this.agents = List.copyOf(agents);
    }

    private static List<String> with(Effect effect) {
        return Failpoint.all().stream()
                .filter(failpoint -> failpoint.effect() == effect)
                .map(Failpoint::name)
                .toList();
    }

    @Override
    public List<String> crashes() {
        return with(Effect.CRASH);
    }

    @Override
    public List<String> stalls() {
        return with(Effect.STALL);
    }

    @Override
    public void arm(int node, String name) throws FaultFailed {
        try {
            agents.get(node).arm(Failpoint.named(name));
        } catch (IOException e) {
            throw new FaultFailed(name + " could not be armed on node " + node, e);
        }
    }

    @Override
    public boolean isArmed(int node, String name) {
        return agents.get(node).isArmed(Failpoint.named(name));
    }

    @Override
    public boolean disarm(int node, String name) throws FaultFailed {
        try {
            return agents.get(node).disarm(Failpoint.named(name));
        } catch (IOException e) {
            throw new FaultFailed(name + " could not be disarmed on node " + node, e);
        }
    }
}
