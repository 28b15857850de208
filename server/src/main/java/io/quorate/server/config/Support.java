package io.quorate.server.config;

import java.util.ArrayList;
import java.util.List;

/** What this release can do of what a topology may say. */
public final class Support {
    private Support() {}

    /** Reasons why a server must not start with this topology; empty when it may. */
    public static List<String> refusals(ClusterConfig cluster) {
        List<String> refusals = new ArrayList<>();
        for (KeyspaceConfig keyspace : cluster.keyspaces()) {
            if (keyspace.name().equals(KeyspaceConfig.SYSTEM)) {
                refusals.add(
                        "keyspace '" + KeyspaceConfig.SYSTEM + "': the cluster keeps its own data under this name");
            }
            int replicas = keyspace.roles().voters().size()
                    + keyspace.roles().learners().size();
            if (replicas < cluster.nodes().size()
                    && keyspace.roles().witnesses().isEmpty()) {
                refusals.add(
                        "keyspace '" + keyspace.name() + "': this release has every keyspace on every node, and only "
                                + replicas + " of " + cluster.nodes().size() + " nodes vote or learn; name the others"
                                + " as learners");
            }
            if (!keyspace.roles().witnesses().isEmpty()) {
                refusals.add("keyspace '" + keyspace.name() + "': this release has no witnesses ("
                        + TopologyReader.join(keyspace.roles().witnesses()) + ")");
            }
        }
        return refusals;
    }

    /** What a server accepts but does not act upon, one line each. */
    public static List<String> warnings(ClusterConfig cluster) {
        List<String> warnings = new ArrayList<>(caveats(cluster));
        for (KeyspaceConfig keyspace : cluster.keyspaces()) {
            if (!keyspace.goals().isEmpty()) {
                warnings.add("keyspace '" + keyspace.name() + "': a server does nothing about its goals; 'quorate plan'"
                        + " checks them");
            }
        }
        return warnings;
    }

    /** The same without the goals: what also a plan should not take for granted, one line each. */
    public static List<String> caveats(ClusterConfig cluster) {
        List<String> caveats = new ArrayList<>();
        if (cluster.backup() != null) {
            caveats.add("the backup section is not acted upon by this release: no backup is taken");
        }
        for (KeyspaceConfig keyspace : cluster.keyspaces()) {
            if (!keyspace.roles().given() && cluster.nodes().size() > 1) {
                caveats.add("keyspace '" + keyspace.name() + "': no voters given, so every node without another role"
                        + " votes, whatever the pattern");
            }
        }
        return caveats;
    }
}
