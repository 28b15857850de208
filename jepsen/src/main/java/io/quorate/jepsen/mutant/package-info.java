/**
 * Known bugs and points to crash at, planted from outside into the server under test: rules for Byteman, a Java agent,
 * which change methods of the server, of Raft and of the store as they are loaded. The server carries no hooks for it,
 * and this room knows the server's classes by the names in its rules only; a test says which rule has nothing to bind
 * to any more.
 *
 * <p>A {@link io.quorate.jepsen.mutant.Mutant} is one broken promise. A harness that runs against a server with it,
 * under the faults named, and passes, is broken itself. A {@link io.quorate.jepsen.mutant.Failpoint} breaks no promise:
 * it ends or stalls the process at one exact step. May import {@code core}.
 */
@NullMarked
package io.quorate.jepsen.mutant;

import org.jspecify.annotations.NullMarked;
