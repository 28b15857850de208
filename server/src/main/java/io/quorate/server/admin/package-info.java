/**
 * Owns: what operators ask of one node: to hand leadership over, to hash its state, to change what the map of keyspaces
 * says of keyspaces and nodes, to tell of its replicas. Invariants: nothing here is on the way of a request for data;
 * what takes long runs on a thread of its own, one at a time per node. Threads: any; nothing blocks but the inspection
 * thread. Imports: keyspaces, topology, command, request, replication (ports), mvcc (read face), statemachine (values),
 * common.
 */
@NullMarked
package io.quorate.server.admin;

import org.jspecify.annotations.NullMarked;
