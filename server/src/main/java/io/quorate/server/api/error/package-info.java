/**
 * Owns: the one table from what can go wrong to the gRPC status a client sees. Invariants: texts and codes are etcd's
 * where etcd has the error, because its clients compare texts. Threads: any, everything is immutable. Imports: command,
 * request, common, grpc status types.
 */
@NullMarked
package io.quorate.server.api.error;

import org.jspecify.annotations.NullMarked;
