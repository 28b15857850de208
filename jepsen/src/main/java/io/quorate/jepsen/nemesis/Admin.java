package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;

/** What an operator may ask of the cluster. Called from the nemesis' thread; blocks a few seconds at most. */
public interface Admin {
    /**
     * Asks the leader to hand over to that node. Returns when the leader has answered; whether leadership moved is seen
     * by {@link LeaderWatch}.
     *
     * @throws FaultSkipped when the server cannot do this at all
     * @throws FaultFailed when it did not answer, or refused
     */
    void moveLeader(int to) throws FaultFailed, FaultSkipped;

    /**
     * Compacts the history of keys up to a revision of late, and sees that reads below it are refused.
     *
     * @return the revision
     */
    long compact() throws FaultFailed, FaultSkipped;

    /** Writes about so many bytes, under keys that no workload uses, and only few of them. */
    void write(int bytes) throws FaultFailed;
}
