package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;

/**
 * What an operator may ask of the cluster's keyspaces, and a client of one. Called from the nemesis' thread; each call
 * blocks a few seconds at most. All throw {@link FaultFailed} when there was no answer, or one that leaves open what
 * was done, and {@link FaultSkipped} when the store has no keyspaces.
 */
public interface Keyspaces {
    /** City, zone or node where the keyspace's leader belongs; empty for anywhere. */
    String home(String keyspace) throws FaultFailed, FaultSkipped;

    void changeHome(String keyspace, String home) throws FaultFailed, FaultSkipped;

    /**
     * Asks for a planned handover. The leader goes there also when this ends earlier.
     *
     * @return whether the cluster says that it leads from there
     */
    boolean switchTo(String keyspace, String place, Duration patience) throws FaultFailed, FaultSkipped;

    /** Makes an empty one without a home, asking that node; returns when it serves, or nearly. */
    void create(int node, String keyspace) throws FaultFailed, FaultSkipped;

    /** Returns also when it is not there. */
    void drop(String keyspace) throws FaultFailed, FaultSkipped;

    /** Whether that node lists it. */
    boolean isListed(int node, String keyspace) throws FaultFailed, FaultSkipped;

    /**
     * Puts a key there, asking that node.
     *
     * @return the revision
     */
    long put(int node, String keyspace, String key, String value) throws FaultFailed, FaultSkipped;

    /** Reads it, linearizably, asking that node; empty when it is not there. */
    String read(int node, String keyspace, String key) throws FaultFailed, FaultSkipped;

    /** Whether that node refuses a request to it because there is no such keyspace. */
    boolean isRefused(int node, String keyspace) throws FaultFailed, FaultSkipped;
}
