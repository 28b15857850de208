/**
 * Owns: calls between nodes over gRPC: forwarded batches, read index, snapshot transfer. Invariants: a batch that may
 * have reached another node is never reported as not sent; whatever waits is bounded in bytes; every call ends within
 * its timeout. Threads: gRPC's event loops, never blocked; one timer; snapshot files are read on a thread of their own,
 * and {@code fetchSnapshot} blocks its caller. Imports: replication (ports), common, proto.internal, gRPC.
 */
@NullMarked
package io.quorate.server.peer;

import org.jspecify.annotations.NullMarked;
