package io.quorate.server.topology;

import java.util.Locale;

/** How much fails at once, smallest first; also what a goal asks to survive. */
public enum Extent {
    NODE,
    ZONE,
    CITY;

    /** As the topology writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a goal of this extent speaks of a fault of that one. */
    public boolean covers(Extent other) {
        return compareTo(other) >= 0;
    }
}
