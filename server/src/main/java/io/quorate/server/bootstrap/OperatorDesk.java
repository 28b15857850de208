package io.quorate.server.bootstrap;

import io.grpc.BindableService;
import io.quorate.server.admin.KeyspaceCatalog;
import io.quorate.server.admin.NodeCatalog;
import io.quorate.server.api.ApiLimits;
import io.quorate.server.api.KeyspacesService;
import io.quorate.server.api.NodeDirectory;
import io.quorate.server.api.NodeFacts;
import io.quorate.server.api.NodesService;
import io.quorate.server.api.TopologyService;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.NodePlan;
import io.quorate.server.keyspaces.KeyspaceMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the client port has for operators: one of each for the node, whatever keyspace a call names. */
final class OperatorDesk {
    private final Parts parts;
    private final NodeClock clock;
    private final long started;
    /** The port is opened after the services that it has are made. */
    private volatile IntSupplier connections = () -> 0;

    /** What the services work on. */
    record Parts(
            KeyspaceRuntime system,
            KeyspaceCatalog catalog,
            Supplier<Optional<KeyspaceMap>> map,
            NodeKeyspaces keyspaces,
            Control control,
            NodeHealth health,
            String version) {}

    OperatorDesk(Parts parts, NodeClock clock) {
        this.parts = parts;
        this.clock = clock;
        this.started = clock.monotonicNanos();
    }

    /** @param timer must not block */
    List<BindableService> services(NodePlan plan, ApiLimits limits, ScheduledExecutorService timer, Metrics metrics) {
        NodeCatalog nodes = new NodeCatalog(parts.system().keyspace(), parts.catalog(), parts.map(), clock);
        return List.of(
                new KeyspacesService(parts.catalog(), parts.keyspaces(), limits, clock, timer, metrics),
                new NodesService(
                        nodes, directory(plan), this::facts, parts.control()::replicas, limits, clock, metrics),
                new TopologyService(nodes, map -> RunningTopology.text(plan.cluster(), map), limits, clock, metrics));
    }

    void counting(IntSupplier ofPort) {
        connections = ofPort;
    }

    private NodeFacts facts() {
        List<String> problems = new ArrayList<>(parts.health().readinessProblems());
        problems.addAll(parts.control().problems());
        return new NodeFacts(
                parts.version(),
                (clock.monotonicNanos() - started) / 1_000_000,
                problems,
                connections.getAsInt(),
                parts.control().disk());
    }

    private static NodeDirectory directory(NodePlan plan) {
        return new NodeDirectory(
                plan.cluster().name(),
                plan.node(),
                plan.cluster().nodes().stream()
                        .map(node -> new NodeDirectory.Entry(
                                node.id(),
                                node.place().city(),
                                node.place().zone(),
                                new NodeDirectory.Endpoints(
                                        node.clientEndpoint(), node.peerEndpoint(), node.httpEndpoint())))
                        .toList());
    }
}
