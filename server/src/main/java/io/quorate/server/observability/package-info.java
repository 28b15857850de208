/**
 * Owns: the meters of this node, the http port that shows them, health, and where log lines go. Invariants: recording
 * never blocks and takes tens of nanoseconds; a scrape never disturbs serving. Threads: recording on any; the http port
 * has a few of its own. Imports: common.
 */
@NullMarked
package io.quorate.server.observability;

import org.jspecify.annotations.NullMarked;
