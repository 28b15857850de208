package io.quorate.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A topology file at random: up to five nodes in up to three cities, each a voter or a learner, for every node has a
 * replica in this release. One voter alone is where its keyspace belongs, so that the plan leaves open to nobody else
 * who leads while nothing is broken.
 */
final class SmallTopology {
    private static final int MOST_NODES = 5;
    private static final int MOST_CITIES = 3;
    private static final int ZONES_OF_A_CITY = 2;
    /** Round trips, in milliseconds; longer ones ask for other election timeouts. */
    private static final int LONGEST_IN_A_CITY = 5;

    private static final int LONGEST_BETWEEN_CITIES = 30;

    private final Random random;
    private final List<Node> nodes = new ArrayList<>();

    /** Of a role, which is that of a list of the file. */
    private record Node(String name, String zone, String city, String role) {}

    private SmallTopology(Random random) {
        this.random = random;
        int cities = 1 + random.nextInt(MOST_CITIES);
        int count = 2 + random.nextInt(MOST_NODES - 1);
        for (int number = 1; number <= count; number++) {
            int city = random.nextInt(cities);
            int zone = city * ZONES_OF_A_CITY + random.nextInt(ZONES_OF_A_CITY);
            String role = number > 1 && random.nextInt(4) == 0 ? "learners" : "voters";
            nodes.add(new Node("n" + number, "z" + zone, "c" + city, role));
        }
    }

    static String text(Random random) {
        SmallTopology topology = new SmallTopology(random);
        return "cluster: small\ncities:\n" + topology.places() + topology.links() + topology.keyspace();
    }

    /** Ports are to be replaced. */
    private String places() {
        Map<String, Map<String, List<String>>> cities = new TreeMap<>();
        for (Node node : nodes) {
            cities.computeIfAbsent(node.city(), none -> new TreeMap<>())
                    .computeIfAbsent(node.zone(), none -> new ArrayList<>())
                    .add(node.name() + ": { host: 127.0.0.1, client: 1, peer: 2, http: 3 }");
        }
        StringBuilder text = new StringBuilder();
        cities.forEach((city, zones) -> {
            text.append("  ").append(city).append(":\n    zones:\n");
            zones.forEach((zone, members) -> text.append("      ")
                    .append(zone)
                    .append(": { nodes: { ")
                    .append(String.join(", ", members))
                    .append(" } }\n"));
        });
        return text.toString();
    }

    /** Most are stated. */
    private String links() {
        Map<String, String> cities = new TreeMap<>();
        nodes.forEach(node -> cities.put(node.zone(), node.city()));
        Map<String, Integer> stated = new LinkedHashMap<>();
        cities.forEach((zone, city) -> cities.forEach((otherZone, otherCity) -> {
            boolean sameCity = city.equals(otherCity);
            String one = sameCity ? zone : city;
            String other = sameCity ? otherZone : otherCity;
            if (one.compareTo(other) < 0 && random.nextInt(4) > 0) {
                stated.putIfAbsent(
                        one + ", " + other, 1 + random.nextInt(sameCity ? LONGEST_IN_A_CITY : LONGEST_BETWEEN_CITIES));
            }
        }));
        String links = stated.entrySet().stream()
                .map(link -> String.format(
                        Locale.ROOT, "  - { between: [%s], rtt: %dms }%n", link.getKey(), link.getValue()))
                .collect(Collectors.joining());
        return links.isEmpty() ? "" : "links:\n" + links;
    }

    private String keyspace() {
        StringBuilder text = new StringBuilder("keyspaces:\n  default:\n");
        for (String role : List.of("voters", "learners")) {
            List<String> names = nodes.stream()
                    .filter(node -> node.role().equals(role))
                    .map(Node::name)
                    .toList();
            if (!names.isEmpty()) {
                text.append("    ").append(role).append(": ").append(names).append('\n');
            }
        }
        if (random.nextInt(4) == 0) {
            text.append("    leader_lease: off\n");
        }
        return text.append("    home: ").append(home()).append('\n').toString();
    }

    /** A voter, or its zone or city when no other voter is there. */
    private String home() {
        List<Node> voters =
                nodes.stream().filter(node -> node.role().equals("voters")).toList();
        Node leader = voters.get(random.nextInt(voters.size()));
        List<String> homes = new ArrayList<>(List.of(leader.name()));
        if (voters.stream().filter(each -> each.zone().equals(leader.zone())).count() == 1) {
            homes.add(leader.zone());
        }
        if (voters.stream().filter(each -> each.city().equals(leader.city())).count() == 1) {
            homes.add(leader.city());
        }
        return homes.get(random.nextInt(homes.size()));
    }
}
