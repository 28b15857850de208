package io.quorate.server.statemachine;

import io.quorate.server.common.LogPosition;

/**
 * What tells a replica's state from another's.
 *
 * @param position the state is that after all entries up to this one, and none after it
 * @param hash equal on all replicas at equal positions
 * @param machineVersion behaviour level, part of the state
 */
public record StateDigest(LogPosition position, long hash, int machineVersion) {
    /** Changes with what is hashed and how: hashes of different definitions do not compare. */
    public static final int DEFINITION = 1;
}
