/**
 * Owns: the load generator, which speaks etcd v3 and so drives Quorate and etcd alike. Invariants: one thread per
 * connection for all of its clients, no lock and no hand-over on the way of an operation; only what completes inside
 * the measured window counts. Threads: network threads drive, the main thread waits. Imports: the generated etcd
 * messages (to build templates), bench.wire, HdrHistogram, picocli.
 */
@NullMarked
package io.quorate.client.cli.bench;

import org.jspecify.annotations.NullMarked;
