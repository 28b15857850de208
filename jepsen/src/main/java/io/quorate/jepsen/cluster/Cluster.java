package io.quorate.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Server processes under test, known by their ports and signals only. Nodes are named by their index, which is stable.
 */
public interface Cluster extends AutoCloseable {
    /** In the order of their indexes. */
    List<NodeSpec> nodes();

    /** Starts the node's process; returns when it exists, not when it serves. Nothing if it runs. */
    void start(int node) throws IOException;

    /** Whether the process exists; a stopped (SIGSTOP) one does. Any thread. */
    boolean isRunning(int node);

    /** SIGKILL to all of them, then waits until they are gone. */
    void kill(Set<Integer> nodes) throws FaultFailed;

    /** SIGTERM, waits; false when it had to be killed after the patience. */
    boolean terminate(int node, Duration patience) throws FaultFailed;

    /** SIGSTOP; verified in the process table. */
    void pause(int node) throws FaultFailed;

    /** SIGCONT; verified. Nothing if it is not paused or does not run. */
    void resume(int node) throws FaultFailed;

    /** How the last process of the node ended; empty while it runs or before it was started. */
    Optional<Integer> exitCode(int node);

    /** All that the node's processes have printed. */
    Path log(int node);

    /** The node's data directory, to be changed only while the node does not run. */
    Path data(int node);

    Optional<Network> network();

    Optional<Disks> disks();

    Optional<Clocks> clocks();

    /** Where a node can be taken off its network, clients and all. */
    default Optional<Plugs> plugs() {
        return Optional.empty();
    }

    /** Where servers carry them. */
    default Optional<Failpoints> failpoints() {
        return Optional.empty();
    }

    /** Ends every process, heals and frees everything this made. Idempotent. */
    @Override
    void close();
}
