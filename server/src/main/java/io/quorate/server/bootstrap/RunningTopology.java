package io.quorate.server.bootstrap;

import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.TopologyWriter;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import java.util.ArrayList;
import java.util.List;

/** The topology that the cluster runs: the file that this node was started with, and the keyspaces of the map. */
final class RunningTopology {
    private RunningTopology() {}

    /** As a file would hold it. */
    static String text(ClusterConfig file, KeyspaceMap map) {
        List<KeyspaceConfig> keyspaces = new ArrayList<>();
        for (KeyspaceSpec spec : map.keyspaces().values()) {
            boolean first = spec.name().equals(KeyspaceConfig.DEFAULT);
            keyspaces.add(first ? 0 : keyspaces.size(), keyspace(spec));
        }
        return TopologyWriter.write(new ClusterConfig(
                file.name(),
                file.cities(),
                file.nodes(),
                file.links(),
                map.founded() ? keyspaces : file.keyspaces(),
                file.backup(),
                file.settings()));
    }

    private static KeyspaceConfig keyspace(KeyspaceSpec spec) {
        KeyspaceGoals goals = spec.goals();
        return new KeyspaceConfig(
                spec.name(),
                KeyspaceConfig.Pattern.of(spec.pattern())
                        .orElseThrow(() -> new IllegalArgumentException("no pattern " + spec.pattern())),
                new KeyspaceConfig.Roles(spec.voters(), List.of(), spec.learners(), true),
                spec.home(),
                spec.leaderLease(),
                new KeyspaceConfig.Goals(goals.survive(), goals.rpo(), goals.rto(), goals.writeP99()));
    }

    /** What the map keeps of what the file wants. */
    static KeyspaceGoals goals(KeyspaceConfig.Goals goals) {
        return new KeyspaceGoals(goals.survive(), goals.rpo(), goals.rto(), goals.writeP99());
    }
}
