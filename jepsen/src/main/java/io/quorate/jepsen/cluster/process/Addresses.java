package io.quorate.jepsen.cluster.process;

import io.quorate.client.relay.RelayAddresses;
import io.quorate.client.relay.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is where in the loopback network, for run R: node i, counted from 1, at 127.R.0.i; what node i takes for node j
 * at 127.R.i.j. Ports are the same everywhere.
 */
record Addresses(int run, int nodes) {
    static final int CLIENT_PORT = 2379;
    static final int PEER_PORT = 7379;
    static final int HTTP_PORT = 8379;

    /** Where the node listens; nodes are counted from 0. */
    InetAddress real(int node) {
        return new RelayAddresses(run).node(node);
    }

    /** Where a relay listens, for one node, in the name of another. */
    InetAddress relay(int from, int to) {
        return new RelayAddresses(run).relay(from, to);
    }

    /** Every way from one node to another's client and peer ports. */
    List<Route> routes() {
        return new RelayAddresses(run)
                .routes(IntStream.range(0, nodes)
                        .mapToObj(node -> List.of(
                                new InetSocketAddress(real(node), CLIENT_PORT),
                                new InetSocketAddress(real(node), PEER_PORT)))
                        .toList());
    }

    /** Whether nobody listens where nodes and relays shall. */
    boolean areFree() {
        List<InetSocketAddress> wanted = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            for (int port : List.of(CLIENT_PORT, PEER_PORT, HTTP_PORT)) {
                wanted.add(new InetSocketAddress(real(i), port));
            }
            for (int j = 0; j < nodes; j++) {
                wanted.add(new InetSocketAddress(relay(i, j), CLIENT_PORT));
                wanted.add(new InetSocketAddress(relay(i, j), PEER_PORT));
            }
        }
        return wanted.stream().allMatch(Addresses::isFree);
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
