/**
 * Owns: {@code quorate status}. Invariants: a node that does not answer is shown, not left out. Threads: the main
 * thread. Imports: the SDK, picocli.
 */
@NullMarked
package io.quorate.client.cli.status;

import org.jspecify.annotations.NullMarked;
