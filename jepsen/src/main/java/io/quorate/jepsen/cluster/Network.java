package io.quorate.jepsen.cluster;

import java.time.Duration;

/**
 * The directed links between the nodes; links of clients to nodes are never touched. A cut is one direction: bytes of
 * {@code from} no longer reach {@code to}, on whatever connection, also as answers.
 */
public interface Network {
    /** What happens to a connection whose bytes are cut. */
    enum Cut {
        /** Bytes vanish; nobody is told (a cable pulled, DROP). */
        DROP,
        /** Connections of the link are reset, new ones are refused or reset (REJECT). Both directions learn of it. */
        RESET
    }

    /** Takes effect at once for bytes not yet delivered. Verified by {@link #verify}. */
    void cut(int from, int to, Cut how) throws FaultFailed;

    /** Ends the cut of one direction; connections that lost bytes are closed so that they are made anew. */
    void heal(int from, int to) throws FaultFailed;

    /** Adds delay to each direction named; zero ends it. Order is kept. */
    void slow(int from, int to, Duration delay, Duration jitter) throws FaultFailed;

    /** Limits the link to so many bytes a second; 0 ends it. */
    void throttle(int from, int to, long bytesPerSecond) throws FaultFailed;

    /** Heals all links of everything. Idempotent. */
    void healAll() throws FaultFailed;

    /** Sends bytes of its own over the link, and throws unless exactly what was asked for happens to them. */
    void verify(int from, int to) throws FaultFailed;

    /** Bytes that the link has delivered since the start; any thread. */
    long delivered(int from, int to);
}
