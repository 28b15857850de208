package io.quorate.jepsen.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that nodes are started with: one topology for all, and for each its own map of host names. */
record ClusterFiles(ProcessSpec spec, Addresses addresses) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    Path topology() {
        return spec.directory().resolve("topology.yaml");
    }

    Path hosts(int node) {
        return spec.directory().resolve("hosts-" + spec.nodes().get(node).name());
    }

    Path log(int node) {
        return spec.directory().resolve(spec.nodes().get(node).name() + ".log");
    }

    void write() throws IOException {
        Files.createDirectories(spec.directory());
        Files.writeString(topology(), topologyText());
        for (int node = 0; node < spec.nodes().size(); node++) {
            Files.writeString(hosts(node), hostsText(node));
        }
    }

    private String topologyText() {
        StringBuilder text = new StringBuilder("cluster: jepsen-" + addresses.run() + "\ncities:\n");
        Map<String, Map<String, StringBuilder>> cities = new LinkedHashMap<>();
        for (NodePlace node : spec.nodes()) {
            StringBuilder zone = cities.computeIfAbsent(node.city(), city -> new LinkedHashMap<>())
                    .computeIfAbsent(node.zone(), name -> new StringBuilder());
            zone.append("          ").append(node.name()).append(": { host: ").append(node.name());
            zone.append(", client: ").append(Addresses.CLIENT_PORT);
            zone.append(", peer: ").append(Addresses.PEER_PORT);
            zone.append(", http: ").append(Addresses.HTTP_PORT).append(" }\n");
        }
        cities.forEach((city, zones) -> {
            text.append("  ").append(city).append(":\n    zones:\n");
            zones.forEach((zone, nodes) -> text.append("      ")
                    .append(zone)
                    .append(":\n        nodes:\n")
                    .append(nodes));
        });
        text.append("keyspaces:\n  default: { pattern: cross-city, voters: [")
                .append(String.join(", ", spec.names()))
                // No home: who leads is for the faults to say, and must stay so while a schedule goes on.
                .append("] }\n");
        if (!spec.settings().isEmpty()) {
            text.append("settings:\n");
            text.append(spec.settings().stream().map(line -> "  " + line + "\n").collect(Collectors.joining()));
        }
        return text.toString();
    }

    /** Itself at its real address, the others behind relays. */
    private String hostsText(int self) throws IOException {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        // Libraries look up the machine's own name, and the JVM knows no other names than these.
        text.append("127.0.0.1 ").append(Files.readString(HOST_NAME).strip()).append('\n');
        for (int node = 0; node < spec.nodes().size(); node++) {
            text.append((node == self ? addresses.real(self) : addresses.relay(self, node)).getHostAddress());
            text.append(' ').append(spec.nodes().get(node).name()).append('\n');
        }
        return text.toString();
    }
}
