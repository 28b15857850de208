package io.quorate.client.relay;

import java.net.InetSocketAddress;

/**
 * How one node reaches one port of another.
 *
 * @param from index of the node that connects
 * @param to index of the node that is meant
 * @param listen what {@code from} takes for {@code to}'s address
 * @param target where {@code to} really listens
 */
public record Route(int from, int to, InetSocketAddress listen, InetSocketAddress target) {}
