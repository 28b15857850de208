package io.quorate.jepsen.cluster;

import java.time.Duration;

/** The clocks of each node's process. */
public interface Clocks {
    /**
     * Sets the wall clock that far off (zero: right again), while the process runs. Verified by what the node shows.
     */
    void step(int node, Duration offset) throws FaultFailed;

    /**
     * Lets all clocks of the node's process, monotonic too, run at this rate from its next start on; 1.0 is right. The
     * caller restarts the node.
     */
    void rate(int node, double rate) throws FaultFailed;

    /** How long the node's process runs, as its monotonic clock shows it, in milliseconds at best. */
    Duration uptime(int node) throws FaultFailed;

    /** Everything right, from the next start on for rates. */
    void healAll() throws FaultFailed;
}
