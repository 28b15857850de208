/**
 * The tier of containers: one container a node on a bridge network of the run's own, through Testcontainers. It proves
 * what processes on loopback cannot: the image, its user and its volume, and packets that vanish instead of connections
 * that a relay closes.
 *
 * <p>Needs root, a Docker engine of this machine (a unix socket), {@code nsenter}, {@code iptables}, {@code ip},
 * {@code ss} and {@code tc}. Faults of the network are made from outside, in the network namespaces of the containers:
 * so the image needs no tools and the node no capabilities, and a paused node can be cut too. Images are never pulled:
 * a missing one is an error that says how to make it.
 *
 * <p>Whatever this makes carries a label with the process that made it; what processes that are gone have left is
 * removed at the next start. Threads: as the ports say; what an engine prints for a node comes on threads of its
 * client.
 */
@NullMarked
package io.quorate.jepsen.cluster.docker;

import org.jspecify.annotations.NullMarked;
