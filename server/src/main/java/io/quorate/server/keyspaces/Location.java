package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;

/** Where a node stands. */
public record Location(NodeId node, String zone, String city) {
    /** Whether a name, of a city, a zone or a node, takes this node in. */
    public boolean isIn(String place) {
        return place.equals(node.value()) || place.equals(zone) || place.equals(city);
    }
}
