/**
 * Owns: which keyspaces the cluster has, who replicates each, where each belongs, which nodes shall lead nothing, and
 * making this node's replicas and leaderships match that. Invariants: the map is read from the replicated state of the
 * system keyspace and from nowhere else; nothing on disk is deleted that the map does not name as dropped; nothing is
 * handed to a drained node. Threads: values any; the reconciler and what looks after leaderships on the control thread.
 * Imports: replication (ports), common.
 */
@NullMarked
package io.quorate.server.keyspaces;

import org.jspecify.annotations.NullMarked;
