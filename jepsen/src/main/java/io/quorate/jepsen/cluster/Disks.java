package io.quorate.jepsen.cluster;

import java.io.IOException;
import java.util.Set;

/** One file system a node, of its own, on a device that can fail. */
public interface Disks {
    /**
     * The power of these nodes goes, at one moment: what was not synced is gone, directory entries too. Their processes
     * end. Verified by a file that was not synced and is gone afterwards. The nodes can be started again when it
     * returns.
     */
    void losePower(Set<Integer> nodes) throws FaultFailed;

    /** Every write and sync blocks from now on. Verified by a write that blocks. */
    void stall(int node) throws FaultFailed;

    /** Ends {@link #stall}. Idempotent. */
    void unstall(int node) throws FaultFailed;

    /** At most so many operations a second; 0 ends it. */
    void slow(int node, int operationsPerSecond) throws FaultFailed;

    /** Fills the disk until writes fail with ENOSPC; verified by one that does. */
    void fill(int node) throws FaultFailed;

    /** Frees what {@link #fill} took. Idempotent. */
    void unfill(int node) throws FaultFailed;

    /**
     * From now on every access fails with EIO, until {@link #repair}. Verified by one that does. The process is
     * expected to end.
     */
    void fail(int node) throws FaultFailed;

    /** Mounts the disk anew; what was not synced when it failed is gone. The node must not run. */
    void repair(int node) throws FaultFailed;

    /** Turns one bit of a file below the node's data directory. The node must not run. Returns where. */
    String flipBit(int node, String glob, long seed) throws FaultFailed, IOException;

    /** Heals everything. Idempotent. */
    void healAll() throws FaultFailed;
}
