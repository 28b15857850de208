package io.quorate.jepsen.cluster.process;

import io.quorate.client.relay.HostsFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that nodes are started with: one topology for all, and for each its own map of host names. */
record ClusterFiles(ProcessSpec spec, Addresses addresses) {
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
            HostsFile.write(hosts(node), names(node));
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
        if (!spec.distances().stated().isEmpty()) {
            text.append("links:\n");
            spec.distances()
                    .stated()
                    .forEach(link -> text.append("  - { between: [")
                            .append(link.from() + ", " + link.to())
                            .append("], rtt: " + link.rtt().toNanos() + "ns")
                            .append(", jitter: " + link.jitter().toNanos() + "ns }\n"));
        }
        text.append("keyspaces:\n  default: { pattern: cross-city, voters: [")
                .append(String.join(", ", spec.names()))
                .append(spec.home().isEmpty() ? "] }\n" : "], home: " + spec.home() + " }\n");
        if (!spec.settings().isEmpty()) {
            text.append("settings:\n");
            text.append(spec.settings().stream().map(line -> "  " + line + "\n").collect(Collectors.joining()));
        }
        return text.toString();
    }

    /** Itself at its real address, the others behind relays. */
    private Map<String, InetAddress> names(int self) {
        Map<String, InetAddress> names = new LinkedHashMap<>();
        for (int node = 0; node < spec.nodes().size(); node++) {
            names.put(spec.nodes().get(node).name(), node == self ? addresses.real(self) : addresses.relay(self, node));
        }
        return names;
    }
}
