/**
 * Owns: revisions, current values, history and its compaction. Invariants: one revision per changing request; current
 * reads never touch history. Threads: the writer on the apply thread, readers anywhere. Imports: storage, common.
 */
@NullMarked
package io.quorate.server.mvcc;

import org.jspecify.annotations.NullMarked;
