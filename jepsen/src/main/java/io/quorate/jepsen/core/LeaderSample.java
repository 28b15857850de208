package io.quorate.jepsen.core;

/**
 * Who a node said that leads, at one moment.
 *
 * @param node who was asked
 * @param leader index of the node that leads by its word; -1 when it knows none
 * @param term of Raft there; -1 when it did not answer
 * @param keyspace index of the one that was asked about: each has leaders and terms of its own
 */
public record LeaderSample(long nanos, int node, int leader, long term, int keyspace) {
    /** Of the default keyspace. */
    public LeaderSample(long nanos, int node, int leader, long term) {
        this(nanos, node, leader, term, 0);
    }
}
