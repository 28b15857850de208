package io.quorate.server.bootstrap;

import io.quorate.server.admin.Prospects;
import io.quorate.server.admin.ReplicaReport;
import io.quorate.server.admin.ReplicaReports;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.keyspaces.DrainWatch;
import io.quorate.server.keyspaces.HomeKeeper;
import io.quorate.server.keyspaces.HomeRule;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.LagWatch;
import io.quorate.server.keyspaces.Location;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.PlacementRule;
import io.quorate.server.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What this node leads, and should: watches it, hands it over, tells of it. Reports on any thread. */
final class Placement implements Runnable {
    private final DrainWatch drains;
    private final LagWatch lags;
    private final HomeKeeper homes;
    private final ReplicaReports reports;

    Placement(
            NodePlan plan,
            AllKeyspaces keyspaces,
            Supplier<Optional<KeyspaceMap>> map,
            NodeClock clock,
            Metrics metrics) {
        NodeSettings.Timing timing = plan.settings().timing();
        Geography geography = PlanInput.geography(plan.cluster());
        Topology topology = PlanInput.topology(plan.cluster(), geography, timing);
        HomeRule rule = new HomeRule(
                locations(plan),
                (nodes, home) -> new PlacementRule(geography, topology.roundTrips(), home).ranked(nodes),
                timing.electionTimeoutMin().toMillis());
        this.drains = new DrainWatch(plan.node(), map, metrics);
        this.lags = new LagWatch(keyspaces::open, keyspaces, clock);
        this.homes = new HomeKeeper(keyspaces::open, keyspaces, rule, drains, HomeKeeper.Pace.STANDARD, clock, metrics);
        this.reports = new ReplicaReports(
                keyspaces::open,
                keyspaces,
                new ReplicaReports.Placement(rule, homes, lags),
                new Prospects(topology),
                timing.electionTimeoutMax());
    }

    /** Where all nodes stand. */
    static List<Location> locations(NodePlan plan) {
        return plan.cluster().nodes().stream()
                .map(node -> new Location(
                        node.id(), node.place().zone(), node.place().city()))
                .toList();
    }

    /** One look, on the control thread. */
    @Override
    public void run() {
        drains.run();
        lags.run();
        homes.run();
    }

    List<ReplicaReport> reports() {
        return reports.all();
    }
}
