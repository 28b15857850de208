package io.quorate.client.relay;

import java.time.Duration;

/**
 * One direction between two nodes, as it was when somebody looked.
 *
 * @param from index of a node
 * @param to index of another
 * @param delay of every byte
 * @param jitter how much longer it may take
 * @param deliveredBytes since the start, of connections that either node opened
 * @param connections that {@code from} has opened to {@code to}
 */
public record LinkView(
        int from, int to, LinkState state, Duration delay, Duration jitter, long deliveredBytes, int connections) {}
