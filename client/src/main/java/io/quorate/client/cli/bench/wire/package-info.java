/**
 * Owns: as much of HTTP/2 and gRPC as a load generator needs, and no more: small unary calls whose answers are counted
 * but not parsed. It exists because a full client took half of the machine away from the servers that were to be
 * measured; what servers get to see is the same: indexed headers, one frame each for headers and message, flow control,
 * pings. Invariants: all of a connection happens on one network thread; a connection that breaks answers all its calls.
 * Threads: network threads. Imports: netty.
 */
@NullMarked
package io.quorate.client.cli.bench.wire;

import org.jspecify.annotations.NullMarked;
