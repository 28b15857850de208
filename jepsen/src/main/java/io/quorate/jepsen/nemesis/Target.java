package io.quorate.jepsen.nemesis;

import java.util.Locale;

/** Whom a planned fault is meant for; which nodes these are is found out when it is installed. */
public enum Target {
    LEADER,
    FOLLOWER,
    /** As many nodes as may fail: (n - 1) / 2. */
    MINORITY,
    /** One node more than may fail. */
    MAJORITY,
    ALL,
    /** The kind itself knows whom it hits. */
    OWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many of so many nodes; 0 when the kind knows. */
    int count(int nodes) {
        return switch (this) {
            case LEADER, FOLLOWER -> 1;
            case MINORITY -> Quorum.minority(nodes);
            case MAJORITY -> Quorum.minority(nodes) + 1;
            case ALL -> nodes;
            case OWN -> 0;
        };
    }
}
