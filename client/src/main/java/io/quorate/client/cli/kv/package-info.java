/**
 * Owns: the {@code quorate kv} commands, after etcdctl's. Invariants: plain and JSON output are etcdctl's, so that
 * scripts written for it go on working. Threads: the main thread. Imports: the SDK, picocli.
 */
@NullMarked
package io.quorate.client.cli.kv;

import org.jspecify.annotations.NullMarked;
