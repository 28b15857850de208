package io.quorate.client.cli;

/** How a command prints its result. */
public enum OutputFormat {
    /** Bare lines, as etcdctl prints them. */
    PLAIN,
    /** For people. */
    TABLE,
    /** For programs. */
    JSON
}
