package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a topology as {@link TopologyReader} reads it: what is read again is equal, and means the same. */
public final class TopologyWriter {
    /** What YAML takes as it stands. Everything else is quoted. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private final StringBuilder text = new StringBuilder();

    private TopologyWriter() {}

    public static String write(ClusterConfig cluster) {
        TopologyWriter writer = new TopologyWriter();
        writer.line(0, "cluster: " + quoted(cluster.name()));
        writer.places(cluster);
        writer.links(cluster.links());
        writer.line(0, "keyspaces:");
        cluster.keyspaces().forEach(writer::keyspace);
        BackupConfig backup = cluster.backup();
        if (backup != null) {
            writer.backup(backup);
        }
        if (!cluster.settings().isEmpty()) {
            writer.line(0, "settings:");
            cluster.settings().forEach((key, value) -> writer.line(1, key + ": " + quoted(value)));
        }
        return writer.text.toString();
    }

    private void line(int depth, String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }

    private void places(ClusterConfig cluster) {
        line(0, "cities:");
        for (CityConfig city : cluster.cities()) {
            line(1, quoted(city.name()) + ":");
            line(2, city.zones().isEmpty() ? "zones: {}" : "zones:");
            for (CityConfig.Zone zone : city.zones()) {
                line(3, quoted(zone.name()) + ":");
                line(4, zone.nodes().isEmpty() ? "nodes: {}" : "nodes:");
                for (NodeId node : zone.nodes()) {
                    line(5, quoted(node.value()) + ": " + node(cluster.requireNode(node)));
                }
            }
        }
    }

    private static String node(NodeConfig node) {
        String bind = node.bind().equals(node.host()) ? "" : ", bind: " + quoted(node.bind());
        return "{ host: " + quoted(node.host()) + bind + ", client: " + node.clientPort() + ", peer: " + node.peerPort()
                + ", http: " + node.httpPort() + " }";
    }

    private void links(List<LinkConfig> links) {
        if (!links.isEmpty()) {
            line(0, "links:");
        }
        links.forEach(link -> line(
                1,
                "- { between: [" + quoted(link.from()) + ", " + quoted(link.to()) + "], rtt: "
                        + Quantity.format(link.rtt())
                        + (link.jitter().isZero() ? "" : ", jitter: " + Quantity.format(link.jitter())) + " }"));
    }

    private void keyspace(KeyspaceConfig keyspace) {
        List<String> fields = new ArrayList<>();
        fields.add("pattern: " + keyspace.pattern().word());
        KeyspaceConfig.Roles roles = keyspace.roles();
        if (roles.given()) {
            fields.add("voters: " + nodes(roles.voters()));
        }
        if (!roles.witnesses().isEmpty()) {
            fields.add("witnesses: " + nodes(roles.witnesses()));
        }
        if (!roles.learners().isEmpty()) {
            fields.add("learners: " + nodes(roles.learners()));
        }
        field(fields, "home", keyspace.home());
        if (!keyspace.leaderLease()) {
            fields.add("leader_lease: off");
        }
        if (!keyspace.goals().isEmpty()) {
            fields.add("goals: " + goals(keyspace.goals()));
        }
        line(1, quoted(keyspace.name()) + ": { " + String.join(", ", fields) + " }");
    }

    private static String goals(KeyspaceConfig.Goals goals) {
        List<String> fields = new ArrayList<>();
        field(fields, "survive", goals.survive());
        field(fields, "rpo", text(goals.rpo()));
        field(fields, "rto", text(goals.rto()));
        field(fields, "write_p99", text(goals.writeP99()));
        return "{ " + String.join(", ", fields) + " }";
    }

    private void backup(BackupConfig backup) {
        line(0, "backup:");
        List<String> fields = new ArrayList<>();
        field(fields, "store", backup.store().toString());
        field(fields, "snapshots", backup.snapshots());
        field(fields, "archive", text(backup.archive()));
        if (!backup.keep().isEmpty()) {
            fields.add("keep: { "
                    + backup.keep().entrySet().stream()
                            .map(TopologyWriter::period)
                            .collect(Collectors.joining(", "))
                    + " }");
        }
        fields.forEach(each -> line(1, each));
    }

    private static String period(Map.Entry<String, Integer> keep) {
        return keep.getKey() + ": " + keep.getValue();
    }

    private static void field(List<String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.add(name + ": " + quoted(value));
        }
    }

    private static @Nullable String text(@Nullable Duration span) {
        return span == null ? null : Quantity.format(span);
    }

    private static String nodes(List<NodeId> nodes) {
        return nodes.stream().map(node -> quoted(node.value())).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
