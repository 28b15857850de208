/**
 * Owns: what every ordered store must do, as tests. Invariants: run against the fake and the real one. Threads: any.
 */
@NullMarked
package io.quorate.server.storage;

import org.jspecify.annotations.NullMarked;
