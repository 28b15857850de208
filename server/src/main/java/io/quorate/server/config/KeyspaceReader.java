package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.KeyspaceConfig.Goals;
import io.quorate.server.config.KeyspaceConfig.Pattern;
import io.quorate.server.config.KeyspaceConfig.Roles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the keyspaces section against the places that have been read before. */
final class KeyspaceReader {
    private final Places places;
    private final Problems problems;

    KeyspaceReader(Places places, Problems problems) {
        this.places = places;
        this.problems = problems;
    }

    /** The keyspaces, the default one first whether the file names it or not. */
    List<KeyspaceConfig> read(@Nullable Section section) {
        List<KeyspaceConfig> keyspaces = new ArrayList<>();
        if (section != null) {
            for (YamlNode.Field field : section.drain()) {
                places.checkName("keyspace", field.name(), field.line());
                Section keyspace = section.sectionOf(field, "keyspaces." + field.name());
                if (keyspace != null) {
                    boolean first = field.name().equals(KeyspaceConfig.DEFAULT);
                    keyspaces.add(first ? 0 : keyspaces.size(), keyspace(field.name(), keyspace));
                }
            }
        }
        if (keyspaces.stream().noneMatch(each -> each.name().equals(KeyspaceConfig.DEFAULT))) {
            Roles everyNode = new Roles(others(Map.of()), List.of(), List.of(), false);
            keyspaces.add(0, new KeyspaceConfig(KeyspaceConfig.DEFAULT, natural(), everyNode, null, true, Goals.NONE));
        }
        return keyspaces;
    }

    private KeyspaceConfig keyspace(String name, Section section) {
        Pattern pattern = section.scalar(
                "pattern",
                Pattern::of,
                "choose cold-backup, active-standby, mutual-backup, same-city, cross-city or multi-active");
        Roles roles = roles(name, section);
        int homeLine = section.lineOf("home");
        String home = section.text("home");
        checkHome(name, home, homeLine, roles);
        Boolean lease = section.flag("leader_lease");
        Goals goals = goals(section.section("goals"));
        section.finish();
        return new KeyspaceConfig(
                name, pattern == null ? natural() : pattern, roles, home, lease == null || lease, goals);
    }

    /** What the nodes suggest when the file does not say. */
    private Pattern natural() {
        if (places.nodes().size() == 1) {
            return Pattern.COLD_BACKUP;
        }
        long cities = places.nodes().stream()
                .map(node -> node.place().city())
                .distinct()
                .count();
        return cities > 1 ? Pattern.CROSS_CITY : Pattern.SAME_CITY;
    }

    private Roles roles(String keyspace, Section section) {
        int votersLine = section.lineOf("voters");
        List<YamlNode.Scalar> voterNames = section.list("voters");
        Map<String, String> roleByNode = new LinkedHashMap<>();
        List<NodeId> voters = nodes(keyspace, "voters", voterNames, roleByNode);
        List<NodeId> witnesses = nodes(keyspace, "witnesses", section.list("witnesses"), roleByNode);
        List<NodeId> learners = nodes(keyspace, "learners", section.list("learners"), roleByNode);
        if (voterNames != null) {
            if (voters.isEmpty()) {
                problems.add(votersLine, "keyspace '" + keyspace + "' has no voter", "list at least one node");
            }
            return new Roles(voters, witnesses, learners, true);
        }
        List<NodeId> others = others(roleByNode);
        if (others.isEmpty() && !places.nodes().isEmpty()) {
            problems.add(section.line(), "keyspace '" + keyspace + "' has no voter", "leave at least one node to vote");
        }
        return new Roles(others, witnesses, learners, false);
    }

    private List<NodeId> others(Map<String, String> roleByNode) {
        return places.nodes().stream()
                .map(NodeConfig::id)
                .filter(node -> !roleByNode.containsKey(node.value()))
                .toList();
    }

    private List<NodeId> nodes(
            String keyspace, String role, @Nullable List<YamlNode.Scalar> names, Map<String, String> roleByNode) {
        List<NodeId> nodes = new ArrayList<>();
        if (names == null) {
            return nodes;
        }
        for (YamlNode.Scalar name : names) {
            String where = "keyspaces." + keyspace + "." + role;
            if (!places.isNode(name.text())) {
                List<String> known =
                        places.nodes().stream().map(node -> node.id().value()).toList();
                problems.add(
                        name.line(),
                        where + " names the unknown node '" + name.text() + "'",
                        Section.suggestion(name.text(), known));
                continue;
            }
            String earlier = roleByNode.putIfAbsent(name.text(), role);
            if (earlier == null) {
                nodes.add(new NodeId(name.text()));
            } else {
                problems.add(
                        name.line(),
                        where + " names '" + name.text() + "', which is among the " + earlier + " already",
                        "give each node one role");
            }
        }
        return nodes;
    }

    private void checkHome(String keyspace, @Nullable String home, int line, Roles roles) {
        if (home == null) {
            return;
        }
        if (!places.isKnown(home)) {
            problems.add(
                    line,
                    "keyspaces." + keyspace + ".home is the unknown place '" + home + "'",
                    places.suggestion(home));
            return;
        }
        boolean voterThere =
                places.nodes().stream().anyMatch(node -> roles.voters().contains(node.id()) && Places.isIn(node, home));
        if (!voterThere && !roles.voters().isEmpty()) {
            problems.add(
                    line,
                    "keyspaces." + keyspace + ".home is '" + home + "', where none of its voters is",
                    "choose the city or zone of one of " + TopologyReader.join(roles.voters()));
        }
    }

    private Goals goals(@Nullable Section section) {
        if (section == null) {
            return Goals.NONE;
        }
        String survive = section.scalar(
                "survive",
                text -> Optional.of(text)
                        .filter(it -> List.of("node", "zone", "city").contains(it)),
                "choose node, zone or city");
        Duration rpo = section.duration("rpo");
        Duration rto = section.duration("rto");
        Duration writeP99 = section.duration("write_p99");
        section.finish();
        return new Goals(survive, rpo, rto, writeP99);
    }
}
