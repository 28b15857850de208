/**
 * Seeded simulation of the leader lease: the real {@code LeaderLease} on an abstract Raft whose votes ignore leases, in
 * virtual time, on one thread. The same seed gives the same run.
 */
@NullMarked
package io.quorate.server.leadership.sim;

import org.jspecify.annotations.NullMarked;
