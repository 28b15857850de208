package io.quorate.server.config;

import io.quorate.server.common.NodeId;

/**
 * One node of the topology.
 *
 * @param host where others reach it
 * @param bind the address it listens on; the host unless the file says otherwise
 * @param clientPort etcd v3 and quorate.v1, and calls between nodes
 * @param peerPort Ratis
 * @param httpPort metrics and health
 */
public record NodeConfig(NodeId id, Place place, String host, String bind, int clientPort, int peerPort, int httpPort) {

    /** Where a node stands. */
    public record Place(String city, String zone) {}

    public String clientEndpoint() {
        return endpoint(clientPort);
    }

    public String peerEndpoint() {
        return endpoint(peerPort);
    }

    public String httpEndpoint() {
        return endpoint(httpPort);
    }

    private String endpoint(int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
