/**
 * Owns: the leader lease as pure logic: grant, wait-out, release, check-after (docs/design/leases.md). Invariants: a
 * lease is valid only while no leader of a later term serves or acknowledges anything. Threads: any; changes are
 * guarded by the lease's own monitor, queries are one volatile read. Imports: common, and the values of replication.
 */
@NullMarked
package io.quorate.server.leadership;

import org.jspecify.annotations.NullMarked;
