/**
 * Owns: the receipt that goes with every reply, in its trailing metadata: who answered, from which state, how a read
 * was made safe and how stale it may be. Invariants: what a receipt says was true when the value was read; what is not
 * known is said to be unknown. Threads: made on the connection's event loop, filled by whoever answers, read when the
 * call is closed. Imports: request, common, grpc.
 */
@NullMarked
package io.quorate.server.api.receipt;

import org.jspecify.annotations.NullMarked;
