/**
 * Owns: what users of the Java library see: the client, its calls, their options, results and failures. Invariants: a
 * failure's type says what the caller may do next; nothing here blocks, except where its name says so. Threads: any;
 * results complete on network threads. Imports: the generated etcd stubs and gRPC, inside only.
 */
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
