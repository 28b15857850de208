/**
 * Owns: the commands on the cluster's keyspaces. Invariants: what cannot be undone asks to be told so. Threads: the
 * main thread. Imports: the public client, cli.
 */
@NullMarked
package io.quorate.client.cli.keyspace;

import org.jspecify.annotations.NullMarked;
