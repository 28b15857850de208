package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a topology file into a {@link ClusterConfig}, or says everything that is wrong with it. */
public final class TopologyReader {
    private static final long MAX_FILE_BYTES = 4L << 20;
    private static final String BUILT_IN = "default-topology.yaml";

    private final Problems problems;
    private final Places places;

    private TopologyReader(Problems problems) {
        this.problems = problems;
        this.places = new Places(problems);
    }

    /** Reads a file. */
    public static ClusterConfig read(Path file) throws ConfigException {
        Problems problems = new Problems(file.toString());
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                problems.add(0, "the file is larger than 4 MiB", "give a topology file");
                throw problems.failure();
            }
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            problems.add(0, "the file is not UTF-8 text", "save it as UTF-8");
            throw problems.failure();
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "does not exist";
            problems.add(0, "the topology file " + why, "check the path");
            throw problems.failure();
        }
    }

    /** The cluster of three nodes on this machine that a demo runs without a topology. */
    public static ClusterConfig builtIn() {
        try {
            return parse(BUILT_IN, builtInText());
        } catch (ConfigException e) {
            throw new IllegalStateException("the built-in topology is valid", e);
        }
    }

    /** The built-in topology as a file would hold it. */
    public static String builtInText() {
        try (var resource = TopologyReader.class.getResourceAsStream(BUILT_IN)) {
            if (resource == null) {
                throw new IllegalStateException(BUILT_IN + " is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(BUILT_IN + " is not readable", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source names it in problems
     */
    public static ClusterConfig parse(String source, String text) throws ConfigException {
        Problems problems = new Problems(source);
        YamlNode.Mapping root = YamlReader.read(text, problems);
        if (root == null) {
            throw problems.failure();
        }
        ClusterConfig config = new TopologyReader(problems).topology(new Section("", root, problems));
        problems.throwIfAny();
        return config;
    }

    private ClusterConfig topology(Section root) {
        int clusterLine = root.lineOf("cluster");
        String name = root.requiredText("cluster");
        if (name != null) {
            places.checkName("cluster", name, clusterLine);
        }
        if (!root.has("cities")) {
            root.missing("cities", root.line());
        }
        int citiesLine = root.lineOf("cities");
        Section cities = root.section("cities");
        if (cities != null) {
            places.readCities(cities);
            if (places.nodes().isEmpty()) {
                problems.add(citiesLine, "no node", "give a zone of a city at least one node");
            }
        }
        List<LinkConfig> links = links(root);
        List<KeyspaceConfig> keyspaces = new KeyspaceReader(places, problems).read(root.section("keyspaces"));
        BackupConfig backup = new BackupReader(problems).read(root.section("backup"));
        SortedMap<String, String> settings = settings(root.section("settings"));
        root.finish();
        return new ClusterConfig(
                name == null ? "" : name, places.cities(), places.nodes(), links, keyspaces, backup, settings);
    }

    private List<LinkConfig> links(Section root) {
        List<LinkConfig> links = new ArrayList<>();
        var field = root.field("links");
        if (field.isEmpty()) {
            return links;
        }
        if (!(field.get().value() instanceof YamlNode.Sequence sequence)) {
            problems.add(field.get().line(), "links is " + field.get().value().kind(), "write a list of links");
            return links;
        }
        Set<Set<String>> seen = new HashSet<>();
        for (YamlNode item : sequence.items()) {
            Section section = root.sectionOf(new YamlNode.Field(item.line(), "links", item), "links");
            if (section != null) {
                link(section, seen, links);
            }
        }
        return links;
    }

    private void link(Section section, Set<Set<String>> seen, List<LinkConfig> links) {
        List<YamlNode.Scalar> between = section.list("between");
        if (!section.has("rtt")) {
            section.missing("rtt", section.line());
        }
        Duration rtt = section.duration("rtt");
        Duration jitter = section.duration("jitter");
        section.finish();
        if (between == null || between.size() != 2) {
            problems.add(section.line(), "links.between does not name two places", "write between: [sh-a, sh-b]");
            return;
        }
        boolean known = true;
        for (YamlNode.Scalar end : between) {
            if (!places.isCityOrZone(end.text())) {
                known = false;
                problems.add(end.line(), "unknown city or zone '" + end.text() + "'", places.suggestion(end.text()));
            }
        }
        String from = between.get(0).text();
        String to = between.get(1).text();
        if (from.equals(to)) {
            problems.add(section.line(), "a link from '" + from + "' to itself", "name two different places");
        } else if (known && !seen.add(Set.of(from, to))) {
            problems.add(section.line(), "a second link between '" + from + "' and '" + to + "'", "remove one of them");
        } else if (rtt != null) {
            links.add(new LinkConfig(from, to, rtt, jitter == null ? Duration.ZERO : jitter));
        }
    }

    private SortedMap<String, String> settings(@Nullable Section section) {
        SortedMap<String, String> settings = new TreeMap<>();
        if (section == null) {
            return settings;
        }
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        for (YamlNode.Field field : section.drain()) {
            if (!(field.value() instanceof YamlNode.Scalar scalar)) {
                problems.add(
                        field.line(),
                        "settings." + field.name() + " is " + field.value().kind(),
                        "give one value");
                continue;
            }
            SettingsReader.check(field.name(), scalar.text(), field.line(), problems)
                    .ifPresent(value -> {
                        values.put(Setting.find(field.name()).orElseThrow(), value);
                        settings.put(field.name(), scalar.text());
                    });
        }
        SettingsReader.checkTogether(values, section.line(), problems);
        return settings;
    }

    /** Node names for messages. */
    static String join(Iterable<NodeId> nodes) {
        StringBuilder text = new StringBuilder();
        for (NodeId node : nodes) {
            text.append(text.isEmpty() ? "" : ", ").append(node);
        }
        return text.toString();
    }
}
