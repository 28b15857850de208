package io.quorate.jepsen.core;

/** What became of a fault, by its effect, not by the exit code of what made it. */
public enum FaultStatus {
    /** Its effect was observed. */
    INSTALLED,
    /** Not tried, or refused, for a reason that is told: nothing is different from before. */
    SKIPPED,
    /** Tried, and its effect was not observed: it may or may not be there. Does not count as a fault. */
    INDETERMINATE
}
