package io.quorate.jepsen.cluster.docker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a {@link DockerCluster} is to run.
 *
 * @param image must be there; nothing is pulled
 * @param places one a node, in the order of their indexes
 * @param keyspaces of the topology: name to what stands behind it, as {@code { pattern: same-city, ... }}
 * @param settings of the topology
 * @param serverFlags more flags for the nodes' JVMs, which win over the launcher's
 * @param directory of this run: topology, and data and log of each node
 */
public record DockerPlan(
        String image,
        List<Place> places,
        Map<String, String> keyspaces,
        Map<String, String> settings,
        String serverFlags,
        Path directory) {
    /** What {@code .ci/docker-image} makes. */
    public static final String BUILT_IMAGE = "quorate:checkout";

    static final int CLIENT_PORT = 2379;
    static final int PEER_PORT = 7379;
    static final int HTTP_PORT = 8379;

    /** Small, for several nodes share a machine with the harness. */
    private static final String SMALL_SERVER = "-XX:TieredStopAtLevel=1 -Xms64m -Xmx256m";

    /** Where a node stands. */
    public record Place(String node, String city, String zone) {}

    public DockerPlan {
        places = List.copyOf(places);
        keyspaces = Map.copyOf(keyspaces);
        settings = Map.copyOf(settings);
        directory = directory.toAbsolutePath();
        if (places.isEmpty() || places.size() > Subnet.MAX_NODES) {
            throw new IllegalArgumentException("1 to " + Subnet.MAX_NODES + " nodes, not " + places.size());
        }
    }

    /** Three voters in three zones of two cities, from the image that was built here. */
    public static DockerPlan threeNodesInTwoCities(Path directory, Map<String, String> settings) {
        return new DockerPlan(
                BUILT_IMAGE,
                List.of(
                        new Place("n1", "shanghai", "sh-a"),
                        new Place("n2", "shanghai", "sh-b"),
                        new Place("n3", "hangzhou", "hz-a")),
                Map.of("default", "{ pattern: cross-city, voters: [n1, n2, n3] }"),
                settings,
                SMALL_SERVER,
                directory);
    }

    /** The topology file, with these addresses. */
    String topology(Subnet subnet) {
        Map<String, Map<String, List<String>>> cities = new LinkedHashMap<>();
        for (int node = 0; node < places.size(); node++) {
            Place place = places.get(node);
            cities.computeIfAbsent(place.city(), city -> new LinkedHashMap<>())
                    .merge(place.zone(), List.of(entry(node, subnet)), DockerPlan::joined);
        }
        StringBuilder text = new StringBuilder("cluster: jepsen\ncities:\n");
        cities.forEach((city, zones) -> {
            text.append("  ").append(city).append(":\n    zones:\n");
            zones.forEach((zone, nodes) -> text.append("      ")
                    .append(zone)
                    .append(": { nodes: { ")
                    .append(String.join(", ", nodes))
                    .append(" } }\n"));
        });
        text.append("keyspaces:\n").append(lines(keyspaces));
        if (!settings.isEmpty()) {
            text.append("settings:\n").append(lines(settings));
        }
        return text.toString();
    }

    /** A node listens on every address: it may be off the network when it starts. */
    private String entry(int node, Subnet subnet) {
        return String.format(
                Locale.ROOT,
                "%s: { host: %s, bind: 0.0.0.0, client: %d, peer: %d, http: %d }",
                places.get(node).node(),
                subnet.address(node),
                CLIENT_PORT,
                PEER_PORT,
                HTTP_PORT);
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static String lines(Map<String, String> fields) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field -> "  " + field.getKey() + ": " + field.getValue() + "\n")
                        .collect(Collectors.joining());
    }
}
