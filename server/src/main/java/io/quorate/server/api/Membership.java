package io.quorate.server.api;

import java.util.List;
import java.util.function.Supplier;

/**
 * This node and the others.
 *
 * @param members the nodes, as they are now
 */
public record Membership(ClusterIdentity identity, Supplier<List<Member>> members) {}
