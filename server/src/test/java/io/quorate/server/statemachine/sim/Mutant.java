package io.quorate.server.statemachine.sim;

/** One duty towards the machine broken on purpose; the simulation must notice each but NONE. */
enum Mutant {
    NONE,
    /** The applied position is in a batch of its own, after the effects. */
    POSITION_AFTER_EFFECTS,
    /** The applied position is in a batch of its own, before the effects. */
    POSITION_BEFORE_EFFECTS,
    /** What sessions remember is in a batch of its own, after the effects and the position. */
    SESSIONS_AFTER_EFFECTS,
    /** The log is purged although the flush before it did nothing. */
    FLUSH_DOES_NOTHING,
    /** A snapshot is taken without writing the position, past entries that are not the machine's. */
    SNAPSHOT_WITHOUT_POSITION,
    /** A snapshot holds no sessions. */
    SNAPSHOT_WITHOUT_SESSIONS,
    /** After an installed snapshot the log goes on one entry late. */
    INSTALL_SKIPS_AN_ENTRY,
    /** After a restart the log goes on one entry late. */
    RESTART_SKIPS_AN_ENTRY,
    /** After a restart the last entry comes once more, in the place of the next. */
    RESTART_REPEATS_AN_ENTRY,
    /** A replica stamps entries with its own clock. */
    OWN_CLOCK,
    /** One replica remembers fewer sessions than the others. */
    LIMITS_DIFFER,
    /** A node that passes requests on drops the stamps of their clients. */
    STAMPS_DROPPED,
    /** A client that sends a request again gives it a new number. */
    RENUMBERED,
    /** A client acknowledges the answer that it waits for. */
    ACKNOWLEDGED_EARLY
}
