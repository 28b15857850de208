/**
 * Owns: a request's life: admission, batching, forwarding, read levels, deadlines. Invariants: a write is acknowledged
 * only by the leader that proposed it; an unknown outcome is reported as unknown. Threads: any; nothing blocks.
 * Imports: replication (ports), leadership, command, mvcc (read face), common.
 */
@NullMarked
package io.quorate.server.request;

import org.jspecify.annotations.NullMarked;
