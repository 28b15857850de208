package io.quorate.jepsen.disk;

import io.quorate.jepsen.cluster.FaultFailed;
import java.util.Set;

/** The processes on the disks. */
public interface DiskUsers {
    /** SIGKILL to all of them, then waits until they are gone. */
    void kill(Set<Integer> nodes) throws FaultFailed;

    boolean isRunning(int node);
}
