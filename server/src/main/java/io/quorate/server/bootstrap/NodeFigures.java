package io.quorate.server.bootstrap;

import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.request.KeyspaceRequests;
import java.util.function.ToDoubleFunction;

/** Figures of a keyspace's replica that are read when scraped. */
final class NodeFigures {
    /** The tag that tells keyspaces apart. */
    static final String KEYSPACE = "keyspace";

    private final Metrics metrics;
    private final KeyspaceRequests keyspace;
    private final String name;

    private NodeFigures(Metrics metrics, KeyspaceRequests keyspace, String name) {
        this.metrics = metrics;
        this.keyspace = keyspace;
        this.name = name;
    }

    static void register(Metrics metrics, KeyspaceRequests keyspace, String name, NodePlan plan) {
        NodeFigures figures = new NodeFigures(metrics, keyspace, name);
        figures.raft();
        figures.leases();
        plan.cluster().nodes().stream()
                .filter(node -> !node.id().equals(plan.node()))
                .forEach(figures::peer);
        metrics.gauge(
                "quorate_store_size_bytes",
                "Store on disk, and still to be written there",
                keyspace::sizeBytes,
                KEYSPACE,
                name);
        metrics.gauge("quorate_revision", "Newest revision applied here", keyspace::revision, KEYSPACE, name);
    }

    private void raft() {
        status("quorate_raft_term", "Raft's current term", GroupStatus::term);
        status("quorate_raft_last_index", "Newest entry in this replica's log", GroupStatus::lastIndex);
        status("quorate_raft_committed_index", "Newest entry known to be committed", GroupStatus::commitIndex);
        status(
                "quorate_raft_applied_index",
                "Newest entry applied here",
                each -> each.applied().index());
        status("quorate_raft_has_leader", "1 when a leader is known", each -> each.leader() == null ? 0 : 1);
    }

    private void leases() {
        for (LeaseState state : LeaseState.values()) {
            metrics.gauge(
                    "quorate_leader_lease_state",
                    "1 for the state that this replica's leadership is in",
                    () -> keyspace.status().lease() == state ? 1 : 0,
                    KEYSPACE,
                    name,
                    "state",
                    state.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void peer(NodeConfig peer) {
        metrics.gauge(
                "quorate_raft_peer_lag_entries",
                "Entries that a replica is behind the leader's log; only on the leader",
                () -> lag(peer),
                KEYSPACE,
                name,
                "peer",
                peer.id().value());
    }

    private double lag(NodeConfig peer) {
        GroupStatus status = keyspace.status();
        if (status.lease() == LeaseState.FOLLOWER) {
            return 0;
        }
        return status.peers().stream()
                .filter(progress -> progress.node().equals(peer.id()))
                .mapToLong(PeerProgress::matchIndex)
                .map(match -> Math.max(0, status.lastIndex() - match))
                .findFirst()
                .orElse(0);
    }

    private void status(String metric, String help, ToDoubleFunction<GroupStatus> figure) {
        metrics.gauge(metric, help, () -> figure.applyAsDouble(keyspace.status()), KEYSPACE, name);
    }
}
