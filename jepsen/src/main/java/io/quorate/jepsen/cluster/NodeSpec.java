package io.quorate.jepsen.cluster;

/**
 * A node of the topology under test.
 *
 * @param name as in the topology file
 * @param host where clients reach it, an address
 * @param clientPort etcd v3
 * @param httpPort metrics and health
 */
public record NodeSpec(String name, String city, String zone, String host, int clientPort, int httpPort) {}
