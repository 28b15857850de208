package io.quorate.client;

/**
 * What became of a planned handover.
 *
 * @param there false when the leader was not where it belongs before the time was over: it goes there as soon as a
 *     voter there is fit
 */
public record KeyspaceSwitch(Keyspace keyspace, boolean there) {}
