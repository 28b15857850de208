/**
 * Owns: the topology file and a node's settings: parse, validate as a whole, print. Invariants: a value of this room is
 * valid; whatever is wrong with a file is reported at once, each with its line. Threads: any, all values are immutable.
 * Imports: common, Jackson.
 */
@NullMarked
package io.quorate.server.config;

import org.jspecify.annotations.NullMarked;
