/**
 * Owns: the ports of an ordered store: columns, write batches, read views, checkpoints. Invariants: a batch is atomic
 * over all columns. Threads: one writer, any number of readers. Imports: common.
 */
@NullMarked
package io.quorate.server.storage;

import org.jspecify.annotations.NullMarked;
