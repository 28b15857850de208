package io.quorate.jepsen.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quorate.jepsen.cluster.process.NodePlace;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the harness takes of a topology file: who stands where, and the settings. Hosts and ports are the harness's own.
 * The servers judge the whole of it when they start.
 *
 * @param nodes in the order of the file
 * @param home where the default keyspace's leader belongs; empty when the file does not say
 * @param settings as lines of the file's {@code settings} section
 */
record TopologyFile(List<NodePlace> nodes, String home, List<String> settings) {
    private static final String ELECTION_MIN = "election_timeout_min";
    private static final String ELECTION_MAX = "election_timeout_max";
    private static final String LEASE = "leader_lease";
    private static final String DRIFT = "drift_bound";

    TopologyFile {
        nodes = List.copyOf(nodes);
        settings = List.copyOf(settings);
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, is no YAML, or names no node; says where
     */
    static TopologyFile read(Path file) throws IOException {
        JsonNode root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": " + e.getOriginalMessage() + " at line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()),
                    e);
        }
        List<NodePlace> nodes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> city : fields(root.path("cities"))) {
            for (Map.Entry<String, JsonNode> zone : fields(city.getValue().path("zones"))) {
                for (Map.Entry<String, JsonNode> node : fields(zone.getValue().path("nodes"))) {
                    nodes.add(new NodePlace(node.getKey(), city.getKey(), zone.getKey()));
                }
            }
        }
        if (nodes.isEmpty()) {
            throw new IOException(file + " names no node below cities, zones, nodes");
        }
        List<String> settings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> setting : fields(root.path("settings"))) {
            settings.add(setting.getKey() + ": " + setting.getValue().asText());
        }
        String home = root.path("keyspaces").path("default").path("home").asText("");
        return new TopologyFile(nodes, home, settings);
    }

    private static List<Map.Entry<String, JsonNode>> fields(JsonNode node) {
        return List.copyOf(node.properties());
    }

    /** How elections are timed by these settings. */
    static Timing timing(List<String> settings) {
        Timing defaults = Timing.defaults();
        Duration electionMin = duration(settings, ELECTION_MIN, defaults.electionMin());
        return new Timing(
                electionMin,
                duration(settings, ELECTION_MAX, defaults.electionMax()),
                duration(settings, LEASE, electionMin),
                value(settings, DRIFT).map(TopologyFile::number).orElse(defaults.driftBound()));
    }

    private static Duration duration(List<String> settings, String name, Duration otherwise) {
        return value(settings, name).map(io.quorate.client.cli.Durations::parse).orElse(otherwise);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(DRIFT + " is '" + text + "'; give a number, such as 0.01", e);
        }
    }

    private static Optional<String> value(List<String> settings, String name) {
        return settings.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
