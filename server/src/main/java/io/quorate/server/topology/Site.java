package io.quorate.server.topology;

import io.quorate.server.common.NodeId;

/** One node, and the zone and city it stands in. */
public record Site(NodeId node, String zone, String city) {}
