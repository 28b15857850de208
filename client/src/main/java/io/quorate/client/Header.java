package io.quorate.client;

/**
 * What every answer carries.
 *
 * @param memberId of the node that answered; ids are unsigned
 * @param revision of the store when the request was applied or read
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {}
