package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.util.List;

/** A city and its zones. */
public record CityConfig(String name, List<Zone> zones) {
    public CityConfig {
        zones = List.copyOf(zones);
    }

    /** One data centre. */
    public record Zone(String name, List<NodeId> nodes) {
        public Zone {
            nodes = List.copyOf(nodes);
        }
    }
}
