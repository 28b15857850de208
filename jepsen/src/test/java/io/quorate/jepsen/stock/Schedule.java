package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.History;
import java.nio.file.Path;

/** An order of faults and operations that breaks Ratis. */
interface Schedule {
    /**
     * Runs it once on a cluster of its own and returns what was recorded. Some steps race against timeouts, which a
     * busy machine may lose: then the history is sound, and another trial is due.
     *
     * @param seed settles what the schedule leaves open
     * @param directory empty, for the cluster's files
     */
    History run(long seed, Path directory) throws Exception;
}
