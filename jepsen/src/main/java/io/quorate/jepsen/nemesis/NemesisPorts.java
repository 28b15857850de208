package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;

/** What a nemesis acts on and looks at. */
public record NemesisPorts(Cluster cluster, LeaderWatch leaders, Admin admin, Timing timing) {}
