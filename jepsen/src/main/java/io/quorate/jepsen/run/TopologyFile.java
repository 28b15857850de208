package io.quorate.jepsen.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quorate.jepsen.cluster.process.NodePlace;
import io.quorate.jepsen.cluster.process.PlaceLink;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the harness takes of a topology file: who stands where, how far apart, and the settings. Hosts and ports are the
 * harness's own. The servers judge the whole of it when they start.
 *
 * @param file where it was read
 * @param nodes in the order of the file
 * @param links in the order of the file
 * @param home where the default keyspace's leader belongs; empty when the file does not say
 * @param settings as lines of the file's {@code settings} section
 */
record TopologyFile(Path file, List<NodePlace> nodes, List<PlaceLink> links, String home, List<String> settings) {
    private static final String ELECTION_MIN = "election_timeout_min";
    private static final String ELECTION_MAX = "election_timeout_max";
    private static final String LEASE = "leader_lease";
    private static final String DRIFT = "drift_bound";

    /** As servers read times, but for those no link is as long as. */
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*(s|ms|us|ns)");

    private static final Map<String, BigDecimal> NANOS = Map.of(
            "s", BigDecimal.valueOf(1_000_000_000L),
            "ms", BigDecimal.valueOf(1_000_000L),
            "us", BigDecimal.valueOf(1_000L),
            "ns", BigDecimal.ONE);

    TopologyFile {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        settings = List.copyOf(settings);
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, is no YAML, names no node, or a link makes no sense; says where
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
        return new TopologyFile(file, nodes, links(root, file), home, settings);
    }

    private static List<PlaceLink> links(JsonNode root, Path file) throws IOException {
        List<PlaceLink> links = new ArrayList<>();
        for (JsonNode link : root.path("links")) {
            JsonNode between = link.path("between");
            if (between.size() != 2) {
                throw new IOException(file + ": a link is not between two places: " + link);
            }
            links.add(new PlaceLink(
                    between.get(0).asText(),
                    between.get(1).asText(),
                    span(link.path("rtt").asText(), link, file),
                    span(link.path("jitter").asText("0"), link, file)));
        }
        return links;
    }

    private static Duration span(String text, JsonNode link, Path file) throws IOException {
        String stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        Matcher form = SPAN.matcher(stripped);
        if (!form.matches()) {
            throw new IOException(file + ": '" + text + "' is not a time like 20ms, in " + link);
        }
        return Duration.ofNanos(
                new BigDecimal(form.group(1)).multiply(NANOS.get(form.group(2))).longValue());
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
