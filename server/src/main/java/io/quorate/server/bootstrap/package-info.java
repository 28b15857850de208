/**
 * Owns: the composition of a node: the only place that makes parts of several rooms and names technologies. Invariants:
 * parts open in order and close in the reverse order, also when opening fails half-way. Threads: the caller's for
 * opening and closing. Imports: everything.
 */
@NullMarked
package io.quorate.server.bootstrap;

import org.jspecify.annotations.NullMarked;
