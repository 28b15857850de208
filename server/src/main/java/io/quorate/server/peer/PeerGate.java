package io.quorate.server.peer;

import io.quorate.server.common.metrics.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses callers that are strangers, or whose topology is not ours: nodes that disagree on the lease's duration, or on
 * who is a member, are not safe together. Each such caller is logged once, every refusal is counted.
 */
final class PeerGate {
    private static final Logger LOG = LoggerFactory.getLogger(PeerGate.class);
    private static final int MAX_LOGGED = 1_000;

    private final PeerIdentity self;
    private final Metrics.Counter strangers;
    private final Metrics.Counter disagreements;
    private final Set<PeerIdentity.Caller> logged = ConcurrentHashMap.newKeySet();

    PeerGate(PeerIdentity self, Metrics metrics) {
        this.self = self;
        this.strangers = refusals(metrics, "stranger");
        this.disagreements = refusals(metrics, "topology");
    }

    private static Metrics.Counter refusals(Metrics metrics, String reason) {
        return metrics.counter("quorate_peer_refused_calls", "Calls of other nodes refused", "reason", reason);
    }

    boolean admits(PeerIdentity.Caller caller) {
        if (!self.knows(caller)) {
            strangers.add(1);
            log(caller, "refused a node: another cluster, an unknown node, or meant for another");
            return false;
        }
        if (!self.agreesWith(caller)) {
            disagreements.add(1);
            log(caller, "refused a node whose topology differs from ours: give both the same file and restart them");
            return false;
        }
        return true;
    }

    private void log(PeerIdentity.Caller caller, String event) {
        if (logged.size() < MAX_LOGGED && logged.add(caller)) {
            LOG.atWarn()
                    .addKeyValue("cluster", caller.cluster())
                    .addKeyValue("node", caller.node())
                    .addKeyValue("target", caller.target())
                    .addKeyValue("topology_hash", caller.topologyHash())
                    .addKeyValue("own_topology_hash", self.topologyHash())
                    .log(event);
        }
    }
}
