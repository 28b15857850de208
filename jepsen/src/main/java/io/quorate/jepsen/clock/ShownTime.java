package io.quorate.jepsen.clock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What nodes show of their clocks. */
public interface ShownTime {
    boolean isRunning(int node);

    /** The wall clock, in whole seconds. */
    Instant wall(int node) throws IOException;

    /** How long the process has been running, by its own monotonic clock. */
    Duration uptime(int node) throws IOException;
}
