package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What would have to change for a cluster that runs one topology to run another. Pure. */
public final class TopologyDifferences {
    private final List<Difference> all = new ArrayList<>();

    private TopologyDifferences() {}

    /** In the order of a file: places, links, keyspaces, backup, settings. Empty when both mean the same. */
    public static List<Difference> between(ClusterConfig running, ClusterConfig wanted) {
        TopologyDifferences differences = new TopologyDifferences();
        differences.changed("cluster", running.name(), "name", running.name(), wanted.name());
        differences.compare("node", nodes(running), nodes(wanted));
        differences.compare("link", links(running), links(wanted));
        differences.compare("keyspace", keyspaces(running), keyspaces(wanted));
        differences.compare("backup", backup(running.backup()), backup(wanted.backup()));
        differences.compare("setting", settings(running), settings(wanted));
        return List.copyOf(differences.all);
    }

    private void changed(String what, String name, String field, String before, String after) {
        if (!before.equals(after)) {
            all.add(new Difference(what, name, field, before, after));
        }
    }

    /** Things by name, each as its fields. */
    private void compare(
            String what, Map<String, Map<String, String>> running, Map<String, Map<String, String>> wanted) {
        wanted.forEach((name, fields) -> {
            Map<String, String> before = running.get(name);
            if (before == null) {
                all.add(Difference.added(what, name, text(fields)));
                return;
            }
            new TreeSet<>(fields.keySet())
                    .forEach(field ->
                            changed(what, name, field, before.getOrDefault(field, ""), fields.getOrDefault(field, "")));
        });
        running.forEach((name, fields) -> {
            if (!wanted.containsKey(name)) {
                all.add(Difference.removed(what, name, text(fields)));
            }
        });
    }

    private static String text(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Map<String, String>> nodes(ClusterConfig cluster) {
        return byName(cluster.nodes(), node -> node.id().value(), node -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("place", node.place().city() + "/" + node.place().zone());
            fields.put("host", node.host());
            fields.put("bind", node.bind().equals(node.host()) ? "" : node.bind());
            fields.put("client", String.valueOf(node.clientPort()));
            fields.put("peer", String.valueOf(node.peerPort()));
            fields.put("http", String.valueOf(node.httpPort()));
            return fields;
        });
    }

    private static Map<String, Map<String, String>> links(ClusterConfig cluster) {
        return byName(
                cluster.links(),
                link -> link.from().compareTo(link.to()) < 0
                        ? link.from() + " - " + link.to()
                        : link.to() + " - " + link.from(),
                link -> Map.of(
                        "rtt",
                        Quantity.format(link.rtt()),
                        "jitter",
                        link.jitter().isZero() ? "" : Quantity.format(link.jitter())));
    }

    private static Map<String, Map<String, String>> keyspaces(ClusterConfig cluster) {
        return byName(cluster.keyspaces(), KeyspaceConfig::name, keyspace -> {
            KeyspaceConfig.Roles roles = keyspace.roles();
            KeyspaceConfig.Goals goals = keyspace.goals();
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("pattern", keyspace.pattern().word());
            fields.put("voters", names(roles.voters()));
            fields.put("witnesses", names(roles.witnesses()));
            fields.put("learners", names(roles.learners()));
            fields.put("home", text(keyspace.home()));
            fields.put("leader_lease", keyspace.leaderLease() ? "on" : "off");
            fields.put("goals.survive", text(goals.survive()));
            fields.put("goals.rpo", text(goals.rpo()));
            fields.put("goals.rto", text(goals.rto()));
            fields.put("goals.write_p99", text(goals.writeP99()));
            return fields;
        });
    }

    private static Map<String, Map<String, String>> backup(@Nullable BackupConfig backup) {
        return backup == null
                ? Map.of()
                : Map.of(
                        backup.store().toString(),
                        Map.of(
                                "snapshots",
                                text(backup.snapshots()),
                                "archive",
                                text(backup.archive()),
                                "keep",
                                backup.keep().isEmpty() ? "" : backup.keep().toString()));
    }

    /** Those that are written down: a default that is written down is no other setting, but it may become one. */
    private static Map<String, Map<String, String>> settings(ClusterConfig cluster) {
        SortedMap<String, Map<String, String>> settings = new TreeMap<>();
        cluster.settings()
                .forEach((key, value) -> settings.put(
                        key,
                        Map.of(
                                "value",
                                Setting.find(key)
                                        .map(setting -> setting.shown(value))
                                        .orElse(value))));
        return settings;
    }

    private static <T> Map<String, Map<String, String>> byName(
            List<T> things, Function<T, String> name, Function<T, Map<String, String>> fields) {
        Map<String, Map<String, String>> byName = new LinkedHashMap<>();
        things.forEach(thing -> byName.put(name.apply(thing), fields.apply(thing)));
        return byName;
    }

    /** The order in which voters are named means nothing to the cluster. */
    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).sorted().collect(Collectors.joining(","));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String text(@Nullable Duration span) {
        return span == null ? "" : Quantity.format(span);
    }
}
