/**
 * Directed links between nodes as TCP relays: every connection from one node to another goes through a socket of ours,
 * and one thread moves, holds, delays, thins out or resets its bytes, each direction by itself.
 *
 * <p>The relay thread owns links, connections and pipes; callers speak to it by commands. {@code RelayNetwork} belongs
 * to the nemesis. May import {@code cluster}.
 */
@NullMarked
package io.quorate.jepsen.net;

import org.jspecify.annotations.NullMarked;
