package io.quorate.client;

/**
 * What a cluster runs.
 *
 * @param epoch of the map of keyspaces
 * @param yaml as a topology file would have it
 */
public record RunningTopology(long epoch, String yaml) {}
