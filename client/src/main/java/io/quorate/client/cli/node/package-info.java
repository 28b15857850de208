/**
 * Owns: {@code quorate node}. Invariants: a drain ends well only when no node says that the drained one leads. Threads:
 * the main thread. Imports: the SDK, the view of {@code quorate status}, picocli.
 */
@NullMarked
package io.quorate.client.cli.node;

import org.jspecify.annotations.NullMarked;
