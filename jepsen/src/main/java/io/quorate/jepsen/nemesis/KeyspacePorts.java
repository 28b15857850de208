package io.quorate.jepsen.nemesis;

/**
 * One keyspace under load: each has a leader of its own.
 *
 * @param index as histories count them; 0 is the default one
 * @param group id of the Raft group, which its directory on every node is called by; empty when it is not known
 */
public record KeyspacePorts(int index, String name, String group, LeaderWatch leaders, Admin admin) {}
