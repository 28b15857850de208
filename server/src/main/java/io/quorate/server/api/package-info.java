/**
 * Owns: the etcd v3 services, our own beside them, and the port they are served on: decode, validate, call, encode.
 * Invariants: a request is validated in etcd's order with etcd's texts before anything is done; every response carries
 * a full header; nothing here decides anything about the data. Threads: decoding on the connection's event loop,
 * encoding on whichever thread completes the answer; reads of ranges on a bounded worker. Nothing blocks. Imports:
 * request, admin, command, mvcc (read face), replication (ports), common, the public stubs, grpc.
 */
@NullMarked
package io.quorate.server.api;

import org.jspecify.annotations.NullMarked;
