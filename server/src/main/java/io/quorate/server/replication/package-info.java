/**
 * Owns: the ports of one Raft group: proposing, reading positions, snapshots, leadership. Invariants: interfaces and
 * values only; the technology sits in a sub-package. Threads: as each port says. Imports: common, command.
 */
@NullMarked
package io.quorate.server.replication;

import org.jspecify.annotations.NullMarked;
