/**
 * Owns: {@code quorate status}, and the view of a whole cluster put together from what its nodes say. Invariants: a
 * node that does not answer is shown, not left out; what nobody says is not made up. Threads: the main thread. Imports:
 * the SDK, picocli.
 */
@NullMarked
package io.quorate.client.cli.status;

import org.jspecify.annotations.NullMarked;
