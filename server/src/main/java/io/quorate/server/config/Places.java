package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cities, zones and nodes of a file while it is read. They share one space of names, since commands name any. */
final class Places {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9_.:%-]{0,252}");

    private final Problems problems;
    private final Map<String, String> kindByName = new LinkedHashMap<>();
    private final Map<String, Integer> lineByName = new HashMap<>();
    private final Map<String, String> ownerByPort = new HashMap<>();
    private final List<CityConfig> cities = new ArrayList<>();
    private final List<NodeConfig> nodes = new ArrayList<>();

    Places(Problems problems) {
        this.problems = problems;
    }

    List<CityConfig> cities() {
        return cities;
    }

    List<NodeConfig> nodes() {
        return nodes;
    }

    boolean isNode(String name) {
        return "node".equals(kindByName.get(name));
    }

    boolean isCityOrZone(String name) {
        String kind = kindByName.get(name);
        return kind != null && !kind.equals("node");
    }

    boolean isKnown(String name) {
        return kindByName.containsKey(name);
    }

    /** True when a node is, or stands in, the place of that name. */
    static boolean isIn(NodeConfig node, String place) {
        return node.id().value().equals(place)
                || node.place().zone().equals(place)
                || node.place().city().equals(place);
    }

    String suggestion(String wrong) {
        return Section.suggestion(wrong, kindByName.keySet());
    }

    void readCities(Section section) {
        for (YamlNode.Field field : section.drain()) {
            name("city", field);
            String path = "cities." + field.name();
            Section city = section.sectionOf(field, path);
            List<CityConfig.Zone> zones = new ArrayList<>();
            if (city != null) {
                Section zoneSection = required(city, "zones", path);
                if (zoneSection != null) {
                    readZones(field.name(), zoneSection, path + ".zones.", zones);
                }
                city.finish();
            }
            cities.add(new CityConfig(field.name(), zones));
        }
    }

    private @Nullable Section required(Section section, String name, String path) {
        if (!section.has(name)) {
            problems.add(section.line(), path + "." + name + " is missing", "add '" + name + ": { ... }'");
        }
        return section.section(name);
    }

    private void readZones(String city, Section section, String path, List<CityConfig.Zone> zones) {
        for (YamlNode.Field field : section.drain()) {
            name("zone", field);
            Section zone = section.sectionOf(field, path + field.name());
            if (zone == null) {
                continue;
            }
            Section nodeSection = required(zone, "nodes", path + field.name());
            List<NodeId> members = new ArrayList<>();
            if (nodeSection != null) {
                for (YamlNode.Field node : nodeSection.drain()) {
                    readNode(new NodeConfig.Place(city, field.name()), nodeSection, node);
                    members.add(new NodeId(node.name()));
                }
            }
            zone.finish();
            zones.add(new CityConfig.Zone(field.name(), members));
        }
    }

    private void readNode(NodeConfig.Place place, Section parent, YamlNode.Field field) {
        name("node", field);
        Section node = parent.sectionOf(field, field.name());
        if (node == null) {
            return;
        }
        String host = node.requiredText("host");
        String bind = node.text("bind");
        int hostLine = node.line();
        checkHost(field.name() + ".host", host, hostLine);
        checkHost(field.name() + ".bind", bind, hostLine);
        int client = port(node, field.name(), host, "client");
        int peer = port(node, field.name(), host, "peer");
        int http = port(node, field.name(), host, "http");
        node.finish();
        if (host != null) {
            nodes.add(new NodeConfig(
                    new NodeId(field.name()), place, host, bind == null ? host : bind, client, peer, http));
        }
    }

    private void checkHost(String what, @Nullable String host, int line) {
        if (host != null && !HOST.matcher(host).matches()) {
            problems.add(line, what + " is '" + host + "'", "give a host name or address, without scheme and port");
        }
    }

    private int port(Section section, String node, @Nullable String host, String kind) {
        int line = section.lineOf(kind);
        int port = section.port(kind);
        if (port > 0 && host != null) {
            String owner = node + "." + kind + " (line " + line + ")";
            String earlier = ownerByPort.putIfAbsent(host + " " + port, owner);
            if (earlier != null) {
                problems.add(
                        line,
                        node + "." + kind + " is port " + port + " of " + host + ", which " + earlier + " has",
                        "choose another port");
            }
        }
        return port;
    }

    private void name(String kind, YamlNode.Field field) {
        checkName(kind, field.name(), field.line());
        String earlier = kindByName.putIfAbsent(field.name(), kind);
        if (earlier == null) {
            lineByName.put(field.name(), field.line());
            return;
        }
        problems.add(
                field.line(),
                kind + " '" + field.name() + "' has the name of the " + earlier + " on line "
                        + lineByName.get(field.name()),
                "rename one: cities, zones and nodes share one space of names");
    }

    void checkName(String kind, String name, int line) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    line,
                    kind + " name '" + name + "'",
                    "use 1 to 63 letters, digits, '-', '_' or '.', beginning with a letter or digit");
        }
    }
}
