/**
 * Owns: directed links between nodes as TCP relays: every connection from one node to another goes through a socket of
 * ours, and one thread moves, holds, delays, thins out or resets its bytes, each direction by itself; and what makes
 * nodes take them: loopback addresses, and a map of host names for each process. For demos and tests, used by
 * {@code quorate demo --wan} and by the fault harness: no part of the SDK that users may rely on. Invariants: bytes
 * keep their order, and are never early. Threads: the relay thread owns links, connections and pipes, callers speak to
 * it by commands; {@code RelayNetwork} belongs to one thread. Imports: nothing.
 */
@NullMarked
package io.quorate.client.relay;

import org.jspecify.annotations.NullMarked;
