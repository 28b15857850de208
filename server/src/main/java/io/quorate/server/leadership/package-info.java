/**
 * Owns: the leader lease as pure logic: grant, wait-out, release, check-after (docs/design/leases.md). Invariants: see
 * there. Threads: guarded by its own monitor; every method is short. Imports: common.
 */
@NullMarked
package io.quorate.server.leadership;

import org.jspecify.annotations.NullMarked;
