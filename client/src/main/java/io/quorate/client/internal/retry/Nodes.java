package io.quorate.client.internal.retry;

import io.grpc.Channel;

/** The nodes that calls may go to, with the one that calls go to now. Thread-safe. */
public interface Nodes {
    /** Number of the node to try first; it changes when that node fails. */
    int preferred();

    /** The node of a number; every number names a node. */
    Channel channel(int number);

    /** This node failed: prefer the next one, unless somebody else has moved on already. */
    void avoid(int number);

    int size();

    /** No more calls can be made. */
    boolean isClosed();

    /** Runs something later, on a network thread. */
    void schedule(Runnable task, long delayNanos);
}
