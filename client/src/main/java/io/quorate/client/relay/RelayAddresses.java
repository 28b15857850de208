package io.quorate.client.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is where in one of the networks within loopback, 127.N: a node, and what each node takes for each other one. One
 * address for each directed pair, since a relay knows who connects by nothing else.
 *
 * @param network N, from 1 to 255
 */
public record RelayAddresses(int network) {
    /** Nodes are a byte of an address, counted from 1. */
    public static final int MOST_NODES = 254;

    /** An address for a node that has none: 127.N.0.i. */
    public InetAddress node(int node) {
        return address(0, node + 1);
    }

    /** Where the relays listen that are one node, seen from another: 127.N.i.j. */
    public InetAddress relay(int from, int to) {
        return address(from + 1, to + 1);
    }

    private InetAddress address(int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[] {127, (byte) network, (byte) third, (byte) fourth});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * Every way from one node to each port of another.
     *
     * @param ports of each node, where it really listens; relays have the same numbers
     */
    public List<Route> routes(List<List<InetSocketAddress>> ports) {
        List<Route> routes = new ArrayList<>();
        for (int from = 0; from < ports.size(); from++) {
            for (int to = 0; to < ports.size(); to++) {
                for (InetSocketAddress port : from == to ? List.<InetSocketAddress>of() : ports.get(to)) {
                    routes.add(new Route(from, to, new InetSocketAddress(relay(from, to), port.getPort()), port));
                }
            }
        }
        return routes;
    }
}
