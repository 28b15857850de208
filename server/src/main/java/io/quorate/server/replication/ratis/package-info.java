/**
 * Owns: Apache Ratis. The only room that imports {@code org.apache.ratis}; Ratis' own linearizable reads, leader lease
 * and client are not used (docs/adr/0002). Invariants: an exception that leaves apply stops the replica; the position
 * of every entry is kept, ours or not; a snapshot is published only when it is durable. Threads: Ratis' updater thread
 * applies; its gRPC threads append. Imports: replication, leadership, statemachine, storage, command, common.
 */
@NullMarked
package io.quorate.server.replication.ratis;

import org.jspecify.annotations.NullMarked;
