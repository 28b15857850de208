/**
 * Owns: which keyspaces the cluster has, who replicates each, where each belongs, and making this node's replicas match
 * that. Invariants: the map is read from the replicated state of the system keyspace and from nowhere else; nothing on
 * disk is deleted that the map does not name as dropped. Threads: values any; the reconciler and the keeper of homes on
 * the control thread. Imports: replication (ports), common.
 */
@NullMarked
package io.quorate.server.keyspaces;

import org.jspecify.annotations.NullMarked;
