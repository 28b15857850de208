package io.quorate.jepsen.cluster;

/** The one plug of each node: without it the node reaches nobody, and no client reaches the node. */
public interface Plugs {
    /** Verified by an interface that is gone. Nothing if it is out already. */
    void unplug(int node) throws FaultFailed;

    /** Back in, at the same address. Idempotent. */
    void plug(int node) throws FaultFailed;
}
