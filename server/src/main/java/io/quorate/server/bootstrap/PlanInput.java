package io.quorate.server.bootstrap;

import io.quorate.server.config.BackupConfig;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.topology.BackupPlan;
import io.quorate.server.topology.Extent;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.Link;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Site;
import io.quorate.server.topology.Timing;
import io.quorate.server.topology.Topology;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what a topology file says into what a plan is made from. */
public final class PlanInput {
    private static final double MILLION = 1e6;

    private PlanInput() {}

    public static Geography geography(ClusterConfig cluster) {
        return new Geography(cluster.nodes().stream()
                .map(node ->
                        new Site(node.id(), node.place().zone(), node.place().city()))
                .toList());
    }

    public static Topology topology(ClusterConfig cluster, Geography geography) throws ConfigException {
        return topology(
                cluster, geography, NodeSettings.resolve(cluster, Map.of()).timing());
    }

    static Topology topology(ClusterConfig cluster, Geography geography, NodeSettings.Timing timing) {
        return new Topology(
                cluster.name(),
                geography,
                roundTrips(cluster, geography),
                cluster.keyspaces().stream().map(PlanInput::group).toList(),
                timing(timing),
                backup(cluster.backup()));
    }

    public static RoundTrips roundTrips(ClusterConfig cluster, Geography geography) {
        return new RoundTrips(
                geography,
                cluster.links().stream()
                        .map(link -> new Link(link.from(), link.to(), link.rtt(), link.jitter()))
                        .toList());
    }

    private static Group group(KeyspaceConfig keyspace) {
        KeyspaceConfig.Roles roles = keyspace.roles();
        KeyspaceConfig.Goals goals = keyspace.goals();
        String survive = goals.survive();
        return new Group(
                keyspace.name(),
                keyspace.pattern().word(),
                new Group.Roles(roles.voters(), roles.witnesses(), roles.learners()),
                keyspace.home(),
                keyspace.leaderLease(),
                new Group.Goals(
                        survive == null ? null : Extent.valueOf(survive.toUpperCase(Locale.ROOT)),
                        goals.rpo(),
                        goals.rto(),
                        goals.writeP99()));
    }

    private static Timing timing(NodeSettings.Timing timing) {
        return new Timing(timing.electionTimeoutMin(), timing.electionTimeoutMax(), timing.leaderLease(), (int)
                Math.round(timing.driftBound() * MILLION));
    }

    private static @Nullable BackupPlan backup(@Nullable BackupConfig backup) {
        return backup == null ? null : new BackupPlan(backup.store().toString(), backup.snapshots(), backup.archive());
    }
}
