/**
 * Owns: the commands that start processes, one node or a whole demo, and those that think a topology through.
 * Invariants: the only room that ends the process; every way to end has its exit code. Threads: the main thread waits;
 * a shutdown hook answers signals. Imports: bootstrap, config, topology, common, client, picocli.
 */
@NullMarked
package io.quorate.server;

import org.jspecify.annotations.NullMarked;
