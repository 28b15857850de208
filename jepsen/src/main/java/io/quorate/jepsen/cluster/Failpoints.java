package io.quorate.jepsen.cluster;

import java.util.List;

/**
 * Steps of the server at which a node's process ends, or stands still for some seconds, once it comes there and the
 * step is armed. Legal at any moment: nothing promised may break.
 */
public interface Failpoints {
    /** Exit code of a process that ended at one. */
    int EXIT_CODE = 137;

    /** At which the process ends, as of kill -9. */
    List<String> crashes();

    /** At which the thread concerned stands still for three seconds. */
    List<String> stalls();

    /** From now on the first thread of the node that comes there takes it, once. */
    void arm(int node, String name) throws FaultFailed;

    /** Whether nobody has come there since it was armed. */
    boolean isArmed(int node, String name);

    /** False when it was taken. */
    boolean disarm(int node, String name) throws FaultFailed;
}
