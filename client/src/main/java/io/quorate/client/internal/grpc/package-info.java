/**
 * Owns: the client over gRPC: channels, and the translation between public values and etcd messages. Invariants:
 * generated types do not leave this room. Threads: any; nothing blocks. Imports: the generated etcd stubs, gRPC,
 * internal.retry.
 */
@NullMarked
package io.quorate.client.internal.grpc;

import org.jspecify.annotations.NullMarked;
